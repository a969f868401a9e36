import assert from "node:assert/strict";
import type { Rng } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import { ChaosDoctorDocument } from "@netops/core/contracts";
import type { ChaosPlatform } from "../harness/chaos_platform.ts";
import { kill, until } from "../harness/platform.ts";
import type { Wave, WaveFault } from "./fault_waves.ts";

/** Where in the life of a fault somebody is killed. */
export const BOUNDARIES = [
  "before the note",
  "after the note",
  "during the injection",
  "at work",
  "undoing",
  "before the last note",
] as const;
export type Boundary = typeof BOUNDARIES[number];

/** Who is killed. */
export type Victim = "command line" | "guardian" | "link" | "fleet" | "fleet and guardian";

/** One death. */
export interface Torture {
  readonly wave: Wave;
  readonly victim: Victim;
  readonly boundary: Boundary;
  readonly seed: string;
}

const LEASE_MS = 1_500;
/** What nobody ends by dying ends by its time. */
const SHORT_MS = 2_500;
const GONE_WITHIN_MS = 5_000 + LEASE_MS;

/** Kills somebody while a wave of faults is at a boundary; afterwards nothing of any fault is there. */
export async function torture(chaos: ChaosPlatform, order: Torture): Promise<void> {
  const { wave, victim, seed } = order;
  const what = `${victim}, ${order.boundary}, ${wave.name}, seed ${seed}`;
  const rng = createFixedRng(seed);
  const before = await strangers(chaos);
  const leader = wave.faults[rng.integer(wave.faults.length)] as WaveFault;
  const durationMs = ["command line", "link"].includes(victim) ? SHORT_MS : 60_000;
  const pids = await pidsOf(chaos, victim);
  const guardianUrl = await chaos.guardianUrl();
  const known = chaos.journal();
  const change = { durationMs, leaseMs: LEASE_MS };
  const command = victim === "command line" ? spawnInject(chaos, leader) : undefined;
  const asked = wave.faults.filter((fault) => fault !== leader || command === undefined)
    .map(({ kind, target, parameters = {} }) =>
      chaos.injectAt(guardianUrl, { kind, target, ...change, parameters })
    );
  await reach(chaos, { order, leader, known, rng, guardianUrl, asked });
  for (const pid of command === undefined ? pids : [command.pid]) kill(pid, "SIGKILL");
  await Promise.all(asked);
  if (victim === "fleet" || victim === "fleet and guardian") {
    return await assertAllGone(chaos, what);
  }
  await assertNothingLeft(chaos, { what, before, limitMs: GONE_WITHIN_MS + (durationMs % 60_000) });
  await chaos.untilUp("guardian", 1);
  await chaos.untilUp("link", 1);
  await chaos.untilUp(wave.app, wave.replicas);
}

interface Reach {
  readonly order: Torture;
  readonly leader: WaveFault;
  /** The journal before. */
  readonly known: string;
  readonly rng: Rng;
  readonly guardianUrl: string;
  readonly asked: readonly Promise<Injection>[];
}

type Injection = Awaited<ReturnType<ChaosPlatform["inject"]>>;

/** Waits until the leader of a wave is at a boundary; one that is too quick for us is past it. */
async function reach(chaos: ChaosPlatform, at: Reach): Promise<void> {
  const { order: { boundary, victim }, rng } = at;
  if (boundary === "before the note") {
    return await sleep(victim === "command line" ? rng.integer(600) : rng.integer(12));
  }
  const id = await idOf(chaos, at);
  if (boundary === "after the note" || id === undefined) return;
  if (boundary === "during the injection") return await sleep(1 + rng.integer(15));
  await waitForLine(chaos, new RegExp(`"id":"${id}","state":"(active|undoing|undone)"`));
  const injected = await Promise.all(at.asked);
  const refused = injected.filter(({ status }) => status !== 201);
  // A machine that is busy with so many at once may be too late for some.
  assert.ok(refused.length <= injected.length / 4, JSON.stringify(refused));
  if (boundary === "at work") return;
  const ids = [id, ...injected.flatMap(({ status, body }) => status === 201 ? [body.id] : [])];
  void chaos.ask("POST", `${at.guardianUrl}/v1/chaos/stop`, { ids });
  await waitForLine(chaos, new RegExp(`"id":"${id}","state":"(undoing|undone)"`));
  if (boundary === "before the last note") await sleep(rng.integer(25));
}

/** The id under which the leader was noted. */
async function idOf(chaos: ChaosPlatform, { leader, known }: Reach): Promise<string | undefined> {
  const noted = new RegExp(
    `"record":\\{"id":"(f-\\w+)","runId":"\\w+","kind":"${leader.kind}"`,
    "g",
  );
  const ids = () =>
    [...chaos.journal().matchAll(noted)].map(([, id]) => id ?? "").filter((id) =>
      !known.includes(id)
    );
  await waitForLine(chaos, noted, () => ids().length > 0);
  return ids()[0];
}

async function waitForLine(
  chaos: ChaosPlatform,
  line: RegExp,
  isThere: () => boolean = () => line.test(chaos.journal()),
): Promise<void> {
  const endMs = performance.now() + 6_000;
  while (!isThere()) {
    if (performance.now() > endMs) throw new Error(`the journal never said ${line}`);
    await sleep(1);
  }
}

function spawnInject(chaos: ChaosPlatform, fault: WaveFault): Deno.ChildProcess {
  const words = ["chaos", "inject", fault.kind, "--target", fault.target, "--ignore-slo"];
  const sets = Object.entries(fault.parameters ?? {}).flatMap((pair) => ["--set", pair.join("=")]);
  return chaos.platform.spawn([...words, "--for", `${SHORT_MS}ms`, ...sets]);
}

async function pidsOf(chaos: ChaosPlatform, victim: Victim): Promise<number[]> {
  const apps = victim === "fleet and guardian" ? ["fleet", "guardian"] : [victim];
  const rows = await chaos.rows();
  return rows.filter(({ app }) => apps.includes(app)).map(({ pid }) => pid);
}

/** Ports on which somebody listens although fleet names nobody there. */
async function strangers(chaos: ChaosPlatform): Promise<Set<number>> {
  const rows = await chaos.rows();
  const named = rows.flatMap(({ port, adminUrl }) =>
    adminUrl === undefined ? [port] : [port, Number(new URL(adminUrl).port)]
  );
  return new Set([...chaos.listeners()].filter((port) => !named.includes(port)));
}

/** Nothing of any fault is there, seen from outside, by every side and by `chaos doctor`. */
async function assertNothingLeft(
  chaos: ChaosPlatform,
  { what, before, limitMs }: {
    readonly what: string;
    readonly before: ReadonlySet<number>;
    readonly limitMs: number;
  },
): Promise<void> {
  let left: string[] = [];
  await until("nothing is left", limitMs, async () => {
    left = await chaos.residue();
    for (const port of await strangers(chaos)) {
      if (!before.has(port)) left.push(`somebody listens on ${port}`);
    }
    return left.length === 0 && (await chaos.row("guardian").catch(() => undefined)) !== undefined;
  }).catch((error) => {
    throw new Error(`${what}: ${error.message}: ${left.join("; ")}`);
  });
  // One that was killed often is not started again at once.
  await chaos.untilUp("guardian", 1);
  const doctor = await chaos.platform.run(["chaos", "doctor", "--json"]);
  const { residue } = ChaosDoctorDocument.parse(JSON.parse(doctor.stdout));
  assert.deepEqual([doctor.code, residue], [0, []], what);
}

/** The keeper ended everything, and with it every fault. */
async function assertAllGone(chaos: ChaosPlatform, what: string): Promise<void> {
  const left = () => [...chaos.platform.processes(), ...chaos.helpers()];
  await until(`${what}: all processes are gone`, 5_000, () => left().length === 0);
}

async function sleep(delayMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}
