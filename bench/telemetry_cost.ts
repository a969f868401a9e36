import type { FoundOracle } from "../tools/oracle.ts";
import { type Measurement, measureWrk, median } from "./measure_wrk.ts";
import type { Pair, Side } from "./telemetry_pairs.ts";
import type { TelemetryRig } from "./telemetry_rig.ts";

const CONNECTIONS = 32;
const WARM_UP_S = 2;
/** After a freeze: what piled up meanwhile is done, and scraping goes on. */
const THAW_MS = 700;

/** A request of a gateway carries a trace; of those that begin in a second, 20 are sampled. */
const TRACED_LUA = `local second, left, count = 0, 0, os.time() % 100000 * 1000000
request = function()
  local now = os.time()
  if now ~= second then second, left = now, 20 end
  count = count + 1
  local flags = "00"
  if left > 0 then left = left - 1; flags = "01" end
  wrk.headers["traceparent"] = string.format("00-%032x-%016x-%s", count, count, flags)
  return wrk.format("GET")
end
`;

/** Measurements of one pair, round by round. */
export interface Cost {
  readonly pair: Pair;
  readonly on: Measurement[];
  readonly off: Measurement[];
}

/** How the pairs are measured. */
export interface CostOptions {
  readonly wrk: FoundOracle;
  readonly rig: TelemetryRig;
  readonly dir: string;
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Measures all pairs in turn, each round in the other order. While "off" is measured, telemetry and the
 * process that reports to it are frozen: as if there were none.
 */
export async function measureCosts(
  pairs: readonly Pair[],
  options: CostOptions,
): Promise<Cost[]> {
  const { wrk, rig, dir, rounds, seconds } = options;
  const script = `${dir}/traced.lua`;
  await Deno.writeTextFile(script, TRACED_LUA);
  const load = ({ pid, url }: Side, { isTraced }: Pair, loadS: number) =>
    measureWrk(wrk, {
      ...{ pid, url, connections: CONNECTIONS, seconds: loadS },
      ...(isTraced ? { script } : {}),
    });
  const costs: Cost[] = pairs.map((pair) => ({ pair, on: [], off: [] }));
  for (const { pair } of costs) {
    await load(pair.on, pair, WARM_UP_S);
    await load(pair.off, pair, WARM_UP_S);
    await checkSeen(pair, rig);
  }
  const frozen = pairs.map(({ on }) => on.pid).concat(rig.telemetry.service.pid);
  for (let turn = 0; turn < rounds * costs.length; turn++) {
    const { pair, on, off } = costs[turn % costs.length]!;
    const isOnFirst = on.length % 2 === 0;
    if (isOnFirst) on.push(await load(pair.on, pair, seconds));
    off.push(await whileFrozen(frozen, () => load(pair.off, pair, seconds)));
    if (!isOnFirst) on.push(await load(pair.on, pair, seconds));
  }
  for (const pair of pairs) await checkSeen(pair, rig);
  return costs;
}

/** Does some work while processes are stopped, and lets them catch up after it. */
async function whileFrozen<T>(pids: readonly number[], work: () => Promise<T>): Promise<T> {
  for (const pid of pids) Deno.kill(pid, "SIGSTOP");
  try {
    return await work();
  } finally {
    for (const pid of pids) Deno.kill(pid, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, THAW_MS));
  }
}

/** Without what telemetry should have seen, "on" would be another "off". */
async function checkSeen({ name, seen }: Pair, { telemetry }: TelemetryRig): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await telemetry.number(seen) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`telemetry has seen nothing of ${name}: ${seen}`);
}

/** The table of all pairs. */
export function costTable(costs: readonly Cost[]): string[] {
  const lines = [
    "| what | req/s on | req/s off | on : off (median) | min..max of pairs | goal | CPU µs/req on | off | p99 ms on | off | errors |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
  ];
  for (const { pair, on, off } of costs) {
    const ratios = on.map((run, round) => run.requestsPerS / off[round]!.requestsPerS);
    const of = (runs: readonly Measurement[], pick: (run: Measurement) => number, digits = 1) =>
      median(runs.map(pick)).toFixed(digits);
    const errors = [...on, ...off].reduce((sum, run) => sum + run.errors, 0);
    lines.push(
      `| ${pair.name} | ${of(on, (run) => run.requestsPerS, 0)} | ` +
        `${of(off, (run) => run.requestsPerS, 0)} | ${median(ratios).toFixed(2)} | ` +
        `${Math.min(...ratios).toFixed(2)}..${Math.max(...ratios).toFixed(2)} | ` +
        `${pair.goal === undefined ? "" : `≥ ${pair.goal}`} | ${of(on, (run) => run.cpuUs)} | ` +
        `${of(off, (run) => run.cpuUs)} | ${of(on, (run) => run.p99Ms)} | ` +
        `${of(off, (run) => run.p99Ms)} | ${errors} |`,
    );
  }
  return lines;
}
