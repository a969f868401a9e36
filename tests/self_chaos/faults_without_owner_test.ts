import assert from "node:assert/strict";
import { ChaosPlatform } from "../harness/chaos_platform.ts";
import { kill, type PsRow, until } from "../harness/platform.ts";
import { processState } from "../harness/process_facts.ts";
import { LITE, MANY_HELLOS } from "./fault_waves.ts";

const LEASE_MS = 1_500;
const LONG = { durationMs: 60_000, leaseMs: LEASE_MS };

/** One fault of each way of doing it; who is taken away is gone before the others are drawn. */
const EACH_WAY: readonly (readonly [string, Record<string, unknown>])[] = [
  ["process-outage", {}],
  ["latency", { delayMs: 50 }],
  ["link-latency", { delayMs: 50 }],
  ["file-limit", { files: 64 }],
  ["cpu-throttle", { runRatio: 0.1 }],
  ["process-pause", {}],
  ["cpu-burn", { workers: 1 }],
];

async function injectEachWay(chaos: ChaosPlatform): Promise<void> {
  for (const [kind, parameters] of EACH_WAY) {
    const { status, body } = await chaos.inject(kind, "hello", { ...LONG, parameters });
    assert.equal(status, 201, JSON.stringify(body));
  }
  const seen = await chaos.residue();
  for (const word of ["is stopped", "is a helper", "may open 64", "links", "fleet holds"]) {
    assert.ok(seen.some((one) => one.includes(word)), `${word}: ${seen.join("; ")}`);
  }
}

async function untilNothingLeft(chaos: ChaosPlatform, limitMs: number): Promise<void> {
  let left: string[] = [];
  await until("nothing is left", limitMs, async () => (left = await chaos.residue()).length === 0)
    .catch((error) => {
      throw new Error(`${error.message}: ${left.join("; ")}`);
    });
}

async function rowsOf(chaos: ChaosPlatform, ...apps: string[]): Promise<PsRow[]> {
  return (await chaos.rows()).filter(({ app }) => apps.includes(app));
}

Deno.test("when no guardian can start, leases end all faults, and doctor says that it cannot look", async () => {
  await using chaos = await ChaosPlatform.up(MANY_HELLOS);
  const { platform } = chaos;
  await injectEachWay(chaos);
  const [guardian] = await rowsOf(chaos, "guardian");
  const obstacle = `${platform.home}/data/guardian/journal.jsonl.new`;
  await Deno.mkdir(`${obstacle}/full`, { recursive: true });
  kill(guardian!.pid, "SIGKILL");
  await untilNothingLeft(chaos, LEASE_MS + 5_000);
  const doctor = await platform.run(["chaos", "doctor"]);
  assert.equal(doctor.code, 8);
  assert.match(doctor.stdout, /guardian cannot be asked/);
  await Deno.remove(obstacle, { recursive: true });
  await chaos.untilUp("guardian", 1);
  await until("doctor is content", 5_000, async () => {
    return (await platform.run(["chaos", "doctor"])).code === 0;
  });
});

Deno.test("stop --all ends many faults within 2 s although one instance hangs, and its lever outlives the guardian", async () => {
  await using chaos = await ChaosPlatform.up(LITE);
  const kinds = ["latency", "abort", "slow-body", "event-loop-block", "clock-skew", "cpu-throttle"];
  for (const app of ["user", "search", "billing", "catalog"]) {
    const answers = await Promise.all(kinds.map((kind) => chaos.inject(kind, app, LONG)));
    assert.deepEqual(answers.map(({ status }) => status), kinds.map(() => 201));
  }
  const [hung] = await rowsOf(chaos, "user");
  const held = (await chaos.faults()).filter(({ targets }) => targets[0]?.instance === hung?.id);
  kill(hung!.pid, "SIGSTOP");
  const startedMs = performance.now();
  await chaos.ask("POST", `${await chaos.guardianUrl()}/v1/chaos/stop`, { all: true });
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs <= 2_100, `${tookMs} ms`);
  const open = (await chaos.faults()).filter(({ state }) => state !== "undone");
  const onHung = new Set(held.map(({ id }) => id));
  assert.deepEqual(open.filter(({ id }) => !onHung.has(id)), [], "the others are undone");
  kill(hung!.pid, "SIGCONT");
  await untilNothingLeft(chaos, 5_000);
  const [guardian] = await rowsOf(chaos, "guardian");
  kill(guardian!.pid, "SIGKILL");
  await until("another guardian", 8_000, async () => {
    const [next] = await rowsOf(chaos, "guardian");
    return next !== undefined && next.pid !== guardian!.pid && next.status === "UP";
  });
  const { platform } = chaos;
  const status = JSON.parse((await platform.run(["chaos", "status", "--json"])).stdout);
  assert.equal(status.lever, "stopped");
  assert.equal((await chaos.inject("latency", "user", LONG)).status, 403);
  assert.equal((await platform.run(["chaos", "resume"])).code, 0);
  assert.equal((await chaos.inject("latency", "user", LONG)).status, 201);
});

Deno.test("panic undoes everything while fleet, guardian and registry hang", async () => {
  await using chaos = await ChaosPlatform.up(MANY_HELLOS);
  await injectEachWay(chaos);
  const ground = await rowsOf(chaos, "fleet", "guardian", "registry");
  for (const { pid } of ground) kill(pid, "SIGSTOP");
  const hellos = await rowsOfHome(chaos);
  const panic = await chaos.platform.run(["chaos", "panic", "--json"]);
  assert.equal(panic.code, 0, panic.stdout + panic.stderr);
  assert.ok(JSON.parse(panic.stdout).continued.length > 0);
  assert.deepEqual(hellos.filter((pid) => processState(pid) === "T"), []);
  assert.deepEqual(chaos.helpers(), []);
  for (const { pid } of ground) kill(pid, "SIGCONT");
  await untilNothingLeft(chaos, LEASE_MS + 5_000);
  await chaos.untilUp("guardian", 1);
  const refused = await chaos.platform.run(["chaos", "inject", "latency", "--target", "hello"]);
  assert.equal(refused.code, 6, "the lever is pulled");
});

Deno.test("panic undoes everything after fleet, guardian, registry and keeper were killed; down leaves nothing", async () => {
  await using chaos = await ChaosPlatform.up(MANY_HELLOS);
  const { platform } = chaos;
  await injectEachWay(chaos);
  const ground = await rowsOf(chaos, "keeper", "fleet", "guardian", "registry");
  const paused = (await rowsOf(chaos, "hello")).filter(({ pid }) => processState(pid) === "T");
  assert.ok(paused.length > 0);
  for (const { pid } of ground) kill(pid, "SIGKILL");
  const doctor = await platform.run(["chaos", "doctor"]);
  assert.equal(doctor.code, 8, "what is stopped is told though nobody answers");
  const panic = await platform.run(["chaos", "panic"]);
  assert.equal(panic.code, 0, panic.stdout + panic.stderr);
  assert.deepEqual(platform.processes().filter((pid) => processState(pid) === "T"), []);
  assert.deepEqual(chaos.helpers(), []);
  assert.equal((await platform.run(["chaos", "doctor"])).code, 0);
  assert.equal((await platform.run(["down"])).code, 0);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("with keeper and fleet killed under faults, one down leaves nothing", async () => {
  await using chaos = await ChaosPlatform.up(MANY_HELLOS);
  await injectEachWay(chaos);
  for (const { pid } of await rowsOf(chaos, "keeper", "fleet")) kill(pid, "SIGKILL");
  const down = await chaos.platform.run(["down"]);
  assert.equal(down.code, 0, down.stderr);
  assert.deepEqual([...chaos.platform.processes(), ...chaos.helpers()], []);
  assert.equal((await chaos.platform.run(["chaos", "doctor"])).code, 0);
});

/** Pids of the services; fleet that hangs cannot tell them. */
function rowsOfHome(chaos: ChaosPlatform): number[] {
  return chaos.platform.processes().filter((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("server.mjs");
    } catch {
      return false;
    }
  });
}
