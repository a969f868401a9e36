import assert from "node:assert/strict";
import type { NetopsError } from "@netops/core";
import type { FaultRequest } from "@netops/core/contracts";
import { FaultRequest as Request } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import { FAULT_KINDS } from "../faults/catalogue.ts";
import { DEFAULT_LIMITS } from "./admission.ts";
import { factsOf, instanceOf, recordOf } from "./guardian_fixture.ts";
import { planFault, type PlanOptions } from "./plan_fault.ts";
import { heldFault } from "./sides/fleet_side.ts";
import { refuseBySlo } from "./refusals.ts";

const OURS = instanceOf("u1", { app: "user", zone: "b", adminUrl: "http://127.0.0.1:9" });
const FACTS = factsOf([...["a", "b", "c"].map((id) => instanceOf(id)), OURS]);

const plan = (change: Partial<FaultRequest>, options: Partial<PlanOptions> = {}) =>
  planFault(Request.parse({ kind: "latency", target: "hello", durationMs: 1_000, ...change }), {
    ...{ facts: FACTS, taken: [], limitsOf: () => DEFAULT_LIMITS },
    ...{ createRng: createFixedRng, seed: "s", id: "f", runId: "r", nowMs: 5, os: "linux" },
    ...options,
  });

Deno.test("an unknown kind is told with the ones that were meant", () => {
  const unknown = { code: "REQUEST_INVALID", message: 'There is no fault "latencyy"' };
  assert.throws(() => plan({ kind: "latencyy" }), { ...unknown, fix: /did you mean .*latency/ });
  assert.throws(() => plan({ kind: "zzz" }), { code: "REQUEST_INVALID", fix: /chaos list/ });
});

Deno.test("a parameter that cannot be read is told with its place", () => {
  const code = "REQUEST_INVALID";
  const wrong = (parameters: Record<string, unknown>) => () => plan({ parameters });
  assert.throws(wrong({ delayMs: "x" }), { code, message: /latency: delayMs / });
  assert.throws(wrong({ header: { name: 1, value: "x" } }), { code, message: /header\.name/ });
  assert.throws(wrong({ delayMs: 1, other: 1 }), { code, message: /other/ });
});

Deno.test("a target that the kind cannot be aimed at is told with what it takes", () => {
  assert.throws(() => plan({ kind: "zone-loss" }), {
    ...{ code: "REQUEST_INVALID", fix: /--target zone:NAME$/ },
  });
  for (const target of ["link:hello", "zon:a", "hello:1"]) {
    const aim = () => plan({ kind: "process-pause", target });
    assert.throws(aim, { code: "REQUEST_INVALID", fix: /zone:NAME/ }, target);
  }
});

Deno.test("what only netops itself can do is refused on a service of the user's", () => {
  assert.throws(() => plan({ kind: "clock-skew" }), { code: "REFUSED", message: /only a process/ });
  assert.equal(plan({ kind: "clock-skew", target: "user" }).record.parts.length, 1);
  const zone = plan({ kind: "clock-skew", target: "zone:b", percent: 100 });
  assert.deepEqual(zone.record.parts.map(({ target }) => target.id), ["u1"]);
});

Deno.test("calls of the gateways can fail whoever would answer them, and arms are passed on", () => {
  const gateway = instanceOf("g1", { app: "gateway", adminUrl: "http://127.0.0.1:8" });
  const facts = factsOf([...FACTS.instances, gateway]);
  const asked = (parameters: Record<string, unknown>) =>
    plan({ kind: "request-abort", parameters }, { facts }).record.parts;
  assert.throws(() => asked({}), { code: "REFUSED", message: /only a process/ });
  const cohort = { id: "x-1", share: 0.1, by: "request", seed: "7" };
  const [part, ...others] = asked({ from: "gateway", cohort });
  assert.deepEqual([part?.target.id, others], ["g1", []]);
  const at = { point: "client", app: "hello", from: "gateway" };
  assert.deepEqual(part?.part, {
    ...{ side: "service", effect: { type: "abort", status: 503 }, match: {}, at, cohort },
  });
  assert.deepEqual(heldFault(recordOf("f"), part!, 5).cohort, cohort);
});

Deno.test("a kind is refused on a system where it does not work, and nobody is named by no target", () => {
  assert.throws(() => plan({ kind: "file-limit" }, { os: "darwin" }), { code: "REFUSED" });
  assert.throws(() => plan({ target: "helo" }), {
    ...{ code: "REFUSED", fix: "aim at one of: hello user zone:a zone:b" },
  });
});

Deno.test("what hangs or cannot open a file serves nobody: the last healthy one is spared from that too", () => {
  const percent = 100;
  for (const [kind, target] of [["event-loop-block", "user"], ["file-limit", "hello"]] as const) {
    assert.throws(() => plan({ kind, target, percent }), {
      ...{ code: "REFUSED", message: /last healthy|may be away/ },
    }, kind);
  }
});

Deno.test("two pauses of one instance compose when it is named; a choice takes another one", () => {
  const [first, ...others] = plan({ kind: "process-pause", target: "a" }).record.parts;
  assert.deepEqual(others, []);
  const taken = [first!.target];
  const again = (target: string, facts = FACTS) =>
    plan({ kind: "process-pause", target }, { taken, facts }).record.parts[0]?.target.id;
  assert.equal(again("a"), "a");
  assert.throws(() => again("hello"), { code: "REFUSED", message: /another fault has it already/ });
  const more = factsOf([...FACTS.instances, instanceOf("d")]);
  assert.notEqual(again("hello", more), "a");
});

Deno.test("the fix of a refusal is not what was refused", () => {
  const solo = instanceOf("s1", { app: "solo" });
  const kv = instanceOf("kv-1", { app: "kv", adminUrl: "http://127.0.0.1:7", zone: "-" });
  const facts = factsOf([...FACTS.instances, solo, kv]);
  const fix = (change: Partial<FaultRequest>, options: Partial<PlanOptions> = {}) => {
    try {
      plan({ kind: "process-pause", ...change }, { facts, ...options });
    } catch (thrown) {
      return (thrown as NetopsError).fix;
    }
  };
  const limits = "chaos.limits in netops.yaml, or a fault that takes nobody away, as latency";
  const again = "netops chaos inject";
  assert.equal(fix({ target: "solo" }), `netops scale solo 2, or ${limits}`);
  assert.equal(fix({ target: "kv" }), limits, "what the platform stands on cannot be scaled");
  assert.equal(fix({ count: 3 }), `${again} process-pause --target hello --count 1`);
  assert.equal(fix({ percent: 100 }), `${again} process-pause --target hello --count 1`);
  const three = facts.instances.slice(0, 1);
  assert.equal(fix({}, { taken: three }), `netops scale hello 4, or ${limits}`);
  assert.equal(fix({ kind: "zone-loss", target: "zone:a" }), limits);
  assert.equal(
    fix({ target: "solo" }, { taken: [solo] }),
    "netops chaos status, or name the instance: --target s1",
  );
  const deploying = { facts: { ...facts, deploying: new Set(["solo"]) } };
  assert.equal(fix({ target: "solo" }, deploying), "netops wait solo");
  const down = factsOf([instanceOf("s1", { app: "solo", status: "DOWN" })]);
  assert.equal(fix({ target: "solo" }, { facts: down }), "netops wait solo");
  const many = { kind: "latency", count: 9 };
  assert.equal(fix(many), `${again} latency --target hello --count 3`);
  assert.throws(() => plan(many), { message: /only 3 of 9 may be hit \(the target names 3\)/ });
});

Deno.test("no fault is aimed at what faults are done and undone by", () => {
  const own = ["fleet", "keeper", "guardian", "link"].map((app) => instanceOf(`${app}-1`, { app }));
  const facts = factsOf([...FACTS.instances, ...own]);
  for (const target of ["fleet", "keeper-1", "guardian", "link", "link-v000", "link:link"]) {
    assert.throws(() => plan({ kind: "link-blackhole", target }, { facts }), {
      code: "REFUSED",
      message: new RegExp(`on ${target}: faults are done and undone by it`),
      fix: /^aim at one of: hello/,
    });
  }
});

Deno.test("nobody takes the last bytes of the disk that platform and journal need too", () => {
  const facts = { ...FACTS, freeDiskBytes: 40_000_000 };
  const fill = (sizeBytes: number, count = 1) =>
    plan({ kind: "disk-fill", parameters: { sizeBytes }, count }, { facts });
  assert.equal(fill(20_000_000).record.parts.length, 1);
  const full = { code: "REFUSED", message: /40 MB are free, of which 17 MB must stay/ };
  assert.throws(() => fill(30_000_000), { ...full, fix: /--set sizeBytes=23222784$/ });
  assert.throws(() => fill(12_000_000, 2), { ...full, fix: /--set sizeBytes=11611392$/ });
  const burn = { kind: "io-burn", parameters: { fileBytes: 30_000_000 } };
  assert.throws(() => plan(burn, { facts }), { ...full, fix: /--set fileBytes=/ });
  const none = { facts: { ...FACTS, freeDiskBytes: 1_000 } };
  assert.throws(() => plan({ kind: "disk-fill" }, none), { code: "REFUSED", fix: "df -h" });
});

Deno.test("an app under deploy is refused unless the request may act then", () => {
  const facts = { ...FACTS, deploying: new Set(["hello"]) };
  assert.throws(() => plan({}, { facts }), { code: "REFUSED", message: /under deploy/ });
  assert.equal(plan({ duringDeployOf: ["hello"] }, { facts }).record.parts.length, 1);
});

Deno.test("a burning objective refuses, as does nobody who can tell; --ignore-slo goes on", () => {
  const request = { kind: "latency", target: "hello", ignoreSlo: false };
  assert.throws(() => refuseBySlo(request, ["starts"]), {
    code: "REFUSED",
    message: /starts burns/,
  });
  assert.throws(() => refuseBySlo(request, undefined), { code: "REFUSED", message: /nobody can/ });
  refuseBySlo(request, []);
  refuseBySlo({ ...request, ignoreSlo: true }, ["starts"]);
  refuseBySlo({ ...request, ignoreSlo: true }, undefined);
});

Deno.test("the hash of a plan tells apart seed, parameters, targets and duration, and nothing else", () => {
  const hash = (change: Partial<FaultRequest>, options: Partial<PlanOptions> = {}) =>
    plan(change, options).record.planHash;
  const base = hash({ target: "a" });
  assert.equal(hash({ target: "a" }, { id: "g", nowMs: 99, runId: "q" }), base);
  for (const change of [{ target: "b" }, { durationMs: 2_000 }, { parameters: { delayMs: 9 } }]) {
    assert.notEqual(hash({ target: "a", ...change }), base, JSON.stringify(change));
  }
  assert.notEqual(hash({ target: "a" }, { seed: "t" }), base);
});

Deno.test("leases and owners are noted as asked, and a lease is 5 s without", () => {
  assert.equal(plan({}).record.leaseMs, 5_000);
  const { record } = plan({ leaseMs: 700, experimentId: "e" });
  assert.deepEqual([record.leaseMs, record.experimentId], [700, "e"]);
});

Deno.test("every kind makes a part for whom it applies to, with nothing but its defaults", () => {
  const gateway = instanceOf("g", { app: "gateway", adminUrl: "http://127.0.0.1:8" });
  const facts = factsOf([...FACTS.instances, gateway]);
  for (const kind of FAULT_KINDS) {
    const word = kind.targets.includes("app") ? "" : `${kind.targets[0]}:`;
    const isZone = word === "zone:";
    const target = kind.appliesTo === "any" ? isZone ? "zone:a" : `${word}hello` : "user";
    const limitsOf = () => ({ mostAwayRatio: 1, leastHealthy: 0 });
    const { record } = plan({ kind: kind.kind, target }, { limitsOf, facts });
    assert.ok(record.parts.length > 0, kind.kind);
    assert.match(record.planHash, /^[0-9a-f]{64}$/);
  }
});
