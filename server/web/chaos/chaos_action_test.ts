import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { parseChaosAction, performChaosAction } from "./chaos_action.ts";
import type { ChaosAction } from "./chaos_values.ts";
import type { GuardianCall } from "./guardian_wire.ts";

const WISH = { kind: "latency", target: "hello", durationMs: 5_000, parameters: { delayMs: 9 } };

class GuardianScript {
  readonly calls: string[] = [];
  readonly bodies: unknown[] = [];
  refusal: NetopsError | undefined;

  ask<T>({ method = "GET", path, body }: GuardianCall): Promise<T> {
    this.calls.push(`${method} ${path}`);
    this.bodies.push(body);
    if (this.refusal !== undefined && method === "DELETE") return Promise.reject(this.refusal);
    const answers: Record<string, unknown> = {
      "/v1/chaos/stop": { faults: [{ id: "f-1", state: "undone" }] },
      "/v1/chaos/resume": { lever: "armed" },
    };
    return Promise.resolve((answers[path] ?? { id: "x-9" }) as T);
  }
}

const nobody = () => Promise.resolve([]);

Deno.test("every action is read from its verb and body", () => {
  const cases: [string, unknown, ChaosAction][] = [
    ["stop-all", null, { verb: "stop-all" }],
    ["resume", {}, { verb: "resume" }],
    ["stop-fault", { fault: "f-1" }, { verb: "stop-fault", fault: "f-1" }],
    ["stop-run", { run: "x-1" }, { verb: "stop-run", run: "x-1" }],
    ["plan", { wish: WISH }, { verb: "plan", wish: WISH }],
    ["inject", { wish: WISH }, { verb: "inject", wish: WISH }],
    ["run", { name: "zone-lost" }, { verb: "run", name: "zone-lost", variables: [] }],
  ];
  for (const [verb, body, action] of cases) assert.deepEqual(parseChaosAction(verb, body), action);
});

Deno.test("what names nothing is refused before the guardian hears of it", () => {
  const cases: [string, unknown, string][] = [
    ["explode", {}, "NOT_FOUND"],
    ["stop-fault", {}, "REQUEST_INVALID"],
    ["stop-fault", { fault: "../doctor" }, "REQUEST_INVALID"],
    ["stop-run", null, "REQUEST_INVALID"],
    ["run", { name: "a b" }, "REQUEST_INVALID"],
    ["run", { name: "zone-lost", variables: [1] }, "REQUEST_INVALID"],
    ["run", { text: "title: a program of a stranger" }, "REQUEST_INVALID"],
    ["inject", { wish: { kind: "latency" } }, "REQUEST_INVALID"],
  ];
  for (const [verb, body, code] of cases) {
    assert.throws(() => parseChaosAction(verb, body), { code }, `${verb} ${JSON.stringify(body)}`);
  }
});

Deno.test("Stop all pulls the lever without waiting for the list of runs, and ends these", async () => {
  const guardian = new GuardianScript();
  let tell: (ids: readonly string[]) => void = () => undefined;
  const running = () => new Promise<readonly string[]>((resolve) => tell = resolve);
  const done = performChaosAction(guardian, { verb: "stop-all" }, running);
  assert.deepEqual(guardian.calls, ["POST /v1/chaos/stop"]);
  assert.deepEqual(guardian.bodies, [{ all: true, reason: "stopped on the operations page" }]);
  tell(["x-1", "x-2"]);
  const answer = await done;
  assert.deepEqual(guardian.calls.slice(1), [
    "DELETE /v1/chaos/experiments/x-1",
    "DELETE /v1/chaos/experiments/x-2",
  ]);
  assert.deepEqual([answer.lever, answer.ended, answer.faults?.length], [
    "stopped",
    ["x-1", "x-2"],
    1,
  ]);
});

Deno.test("a run that cannot be told to end keeps Stop all from nothing", async () => {
  const guardian = new GuardianScript();
  guardian.refusal = new NetopsError("UNREACHABLE", "gone");
  const stop = { verb: "stop-all" } as const;
  const told = await performChaosAction(guardian, stop, () => Promise.resolve(["x-1"]));
  assert.deepEqual([told.lever, told.ended], ["stopped", []]);
  const blind = await performChaosAction(guardian, stop, () => Promise.reject(new Error("away")));
  assert.deepEqual([blind.lever, blind.ended], ["stopped", []]);
});

Deno.test("a plan is a dry run of the same request, an injection is not", async () => {
  const guardian = new GuardianScript();
  await performChaosAction(guardian, { verb: "plan", wish: WISH }, nobody);
  await performChaosAction(guardian, { verb: "inject", wish: WISH }, nobody);
  assert.deepEqual(guardian.bodies, [{ ...WISH, dryRun: true }, { ...WISH, dryRun: false }]);
});

Deno.test("one fault, one run and the lever are moved alone", async () => {
  const guardian = new GuardianScript();
  await performChaosAction(guardian, { verb: "stop-fault", fault: "f-1" }, nobody);
  await performChaosAction(guardian, { verb: "stop-run", run: "x-1" }, nobody);
  const { lever } = await performChaosAction(guardian, { verb: "resume" }, nobody);
  const run = { verb: "run", name: "zone-lost", variables: ["a=1"] } as const;
  assert.equal((await performChaosAction(guardian, run, nobody)).run?.id, "x-9");
  assert.equal(lever, "armed");
  assert.deepEqual(guardian.calls, [
    "POST /v1/chaos/stop",
    "DELETE /v1/chaos/experiments/x-1",
    "POST /v1/chaos/resume",
    "POST /v1/chaos/experiments",
  ]);
  assert.deepEqual(guardian.bodies[0], { ids: ["f-1"], reason: "stopped on the operations page" });
  assert.deepEqual(guardian.bodies[3], { name: "zone-lost", variables: ["a=1"] });
});
