import assert from "node:assert/strict";
import { arrivalAtMs, countArrivals, type StartLine } from "@netops/load/session";
import { oracleTest } from "../../tools/oracle.ts";
import { LoadDesk } from "../e2e/load_rig.ts";
import { kill } from "../harness/platform.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const EVERY_MS = 5_000;
const FROZEN_MS = 1_000;
/** So that arrivals meet the freezes at ever other phases. */
const RATE = 4.37;
const LENGTH_S = 60;
const TOLERANCE = 0.1;
const ARRIVALS = {
  ...{ startRate: RATE, stages: [{ targetRate: RATE, durationMs: LENGTH_S * 1_000 }] },
};

interface Freeze {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Freezes processes for 1 s in every 5 until it is told to end; notes when it really was. */
class Freezer {
  readonly freezes: Freeze[] = [];
  readonly #pids: readonly number[];
  #isOver = false;
  readonly #done: Promise<void>;

  constructor(pids: readonly number[]) {
    this.#pids = pids;
    this.#done = this.#run();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    let nextMs = Date.now() + EVERY_MS - FROZEN_MS;
    while (!this.#isOver) {
      await sleepUntil(nextMs);
      for (const pid of this.#pids) kill(pid, "SIGSTOP");
      const fromMs = Date.now();
      await sleepUntil(fromMs + FROZEN_MS);
      for (const pid of this.#pids) kill(pid, "SIGCONT");
      this.freezes.push({ fromMs, toMs: Date.now() });
      nextMs += EVERY_MS;
    }
  }
}

async function sleepUntil(atMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - Date.now())));
}

/** By straight lines between the closest ranks, as the report has it. */
function quantile(values: readonly number[], ratio: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = ratio * (sorted.length - 1);
  const [low = NaN, high = low] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * The startup of an arrival by the schedules alone: the gateway is asked at once, so who arrives in a freeze waits for its
 * end, and who is being answered when it begins (`playMs`) waits all of it.
 */
function truthMs(arrivalMs: number, { freezes, playMs, usualMs }: {
  readonly freezes: readonly Freeze[];
  readonly playMs: number;
  readonly usualMs: number;
}): number {
  const met = freezes.find(({ fromMs, toMs }) => arrivalMs + playMs > fromMs && arrivalMs < toMs);
  if (met === undefined) return usualMs;
  return usualMs + met.toMs - Math.max(arrivalMs, met.fromMs);
}

oracleTest(
  "k6",
  "with the gateway frozen 1 s in every 5 the reported p95 of the startup is that of the schedule",
  async ({ path }, _rest, context) => {
    await using streaming = await StreamingPlatform.boot("lite");
    const { platform } = streaming;
    const desk = new LoadDesk(platform, path);
    // All that share the one address that viewers know.
    const pids = (await platform.ps()).flatMap(({ app, pid }) => app === "gateway" ? [pid] : []);
    assert.ok(pids.length > 0);
    for (const engine of ["k6", "builtin"]) {
      await context.step(engine, async () => {
        const freezer = new Freezer(pids);
        const { report } = await desk.run([
          ...["hotpath", "--engine", engine, "--rate", String(RATE), "--for", `${LENGTH_S}s`],
          ...["--seed", "11", "--max-vus", "80"],
        ]).finally(() => freezer.end());
        const starts = desk.lines(report).filter((line): line is StartLine =>
          line.type === "start"
        );
        assert.equal(starts.length, countArrivals(ARRIVALS), report.reason);
        // A viewer's patience is 2 s at least: on a busy machine one of many may leave.
        assert.ok(report.starts.started >= starts.length * 0.99, report.reason);
        // Schedules are exact, whatever became of the sessions before.
        const beganMs = Math.min(...starts.map(({ scheduledAtMs }) => scheduledAtMs));
        for (const { index, scheduledAtMs } of starts) {
          assert.ok(
            Math.abs(scheduledAtMs - beganMs - arrivalAtMs(ARRIVALS, index)) <= 2,
            `${index}`,
          );
        }
        const { freezes } = freezer;
        const isCalm = ({ scheduledAtMs }: StartLine) =>
          freezes.every(({ fromMs, toMs }) =>
            scheduledAtMs > toMs + 1_000 || scheduledAtMs < fromMs - 500
          );
        const calm = starts.filter(isCalm);
        assert.ok(calm.length > starts.length / 4);
        const usualMs = quantile(calm.map(({ startupMs = 0 }) => startupMs), 0.5);
        const playMs = quantile(calm.map(({ steps }) => steps?.["play"] ?? 0), 0.5);
        const truth = quantile(
          starts.map(({ index }) =>
            truthMs(beganMs + arrivalAtMs(ARRIVALS, index), { freezes, playMs, usualMs })
          ),
          0.95,
        );
        const reported = report.startupMs.p95 ?? 0;
        console.log(
          `${engine}: p95 ${reported} ms, by the schedules ${truth.toFixed(0)} ms ` +
            `(${((reported / truth - 1) * 100).toFixed(1)} %), usual ${usualMs} ms, ` +
            `${freezes.length} freezes`,
        );
        assert.ok(truth > usualMs + FROZEN_MS / 2, "the freeze is what p95 is about");
        assert.ok(Math.abs(reported / truth - 1) <= TOLERANCE, `${reported} and ${truth} ms`);
      });
    }
  },
);
