import assert from "node:assert/strict";
import { FAULT_CONTEXT_HEADER, FaultContextSeal } from "@netops/core/faults";
import { type RigService, startFaultContextRig } from "./fault_context_rig.ts";
import { RIG_TOKEN } from "./gateway_rig.ts";

const ABORT = { type: "abort", status: 503 } as const;

/** Asks billing and says how that went. */
const shop: RigService = async (request, { caller }) => {
  const answer = await caller.call("billing", { method: "GET", path: "/pay" });
  await answer.body?.cancel();
  const carried = request.headers.get(FAULT_CONTEXT_HEADER) !== null;
  return Response.json({ billing: answer.status, carried });
};

const billing: RigService = async (_request, { faults }) => {
  await faults.carrier.passDatabase();
  return new Response("paid");
};

const SERVICES = { shop, billing };

Deno.test("a fault of one account happens two hops on, in its app and at its database, and to nobody else", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  const billingOf = async (account: string) =>
    (await (await rig.ask("/shop/buy", account)).json()).billing;
  rig.carry(ABORT, { point: "server", app: "billing" }, { match: { account: "ann" } });
  assert.deepEqual([await billingOf("ann"), await billingOf("bob")], [503, 200]);
  rig.carry(ABORT, { point: "kv", app: "billing" }, { match: { account: "ann" } });
  assert.deepEqual([await billingOf("ann"), await billingOf("bob")], [502, 200]);
  rig.carry({ ...ABORT, status: 500 }, { point: "client", app: "billing", from: "shop" }, {
    match: { account: "ann" },
  });
  assert.deepEqual([await billingOf("ann"), await billingOf("bob")], [500, 200]);
  rig.gateway.faults.remove("f-1");
  assert.equal(await billingOf("ann"), 200);
  assert.match(rig.metrics.get("billing")?.text() ?? "", /fault_hits_total\{kind="abort"\} [1-9]/);
});

Deno.test("a header tells whom to touch, and the gateway fails its own calls when they are meant", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  rig.carry(ABORT, { point: "client", app: "shop" }, {
    match: { header: { name: "x-device", value: "tv-7" } },
  });
  const status = async (device: string) => {
    const response = await rig.ask("/shop/buy", "ann", { "x-device": device });
    await response.body?.cancel();
    return response.status;
  };
  assert.deepEqual([await status("tv-7"), await status("tv-8")], [503, 200]);
  rig.gateway.route("shop", { auth: "user", fallback: { app: "billing", path: "/pay" } });
  const fallen = await rig.ask("/shop/buy", "ann", { "x-device": "tv-7" });
  assert.equal(fallen.headers.get("x-netops-fallback"), "billing");
  assert.equal(await fallen.text(), "paid", "a fault of a call is what fallbacks are for");
});

Deno.test("a call of the gateway that is held up ends with its deadline", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  rig.carry({ type: "delay", delayMs: 60_000, jitterMs: 0 }, { point: "client", app: "billing" });
  const deadline = { "x-netops-deadline": String(Date.now() + 400) };
  const response = await rig.ask("/billing/pay", "ann", deadline);
  await response.body?.cancel();
  assert.equal(response.status, 504);
});

Deno.test("whoever brings a fault context from outside is not heeded, even with one that is right", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  const { value } = new FaultContextSeal(RIG_TOKEN).seal([{
    ...{ id: "f", kind: "abort", effect: ABORT, at: { point: "server" } },
    untilMs: Date.now() + 60_000,
  }])!;
  const answer = await (await rig.ask("/shop/buy", "ann", { [FAULT_CONTEXT_HEADER]: value }))
    .json();
  assert.deepEqual(answer, { billing: 200, carried: false });
  assert.match(
    rig.gateway.metrics.text(),
    /fault_context_refused_total\{reason="outside"\} 1/,
  );
  const inner = await rig.gateway.listen({ kind: "internal", app: "billing" });
  const ask = async (header: string) => {
    const response = await fetch(`http://127.0.0.1:${inner.port}/pay`, {
      headers: { [FAULT_CONTEXT_HEADER]: header },
    });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await ask(value), 503, "a service of the user passes on what it was given");
  assert.equal(await ask(`${value}x`), 200);
  assert.match(rig.gateway.metrics.text(), /fault_context_refused_total\{reason="forged"\} 1/);
});

Deno.test("of 2,000 requests of 1,000 accounts, 64 at once, all of one account fail and no other", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  rig.carry(ABORT, { point: "kv", app: "billing" }, { match: { account: "acc-7" } });
  const accounts = Array.from({ length: 2_000 }, (_, n) => `acc-${n % 1_000}`);
  const failed: string[] = [];
  await Promise.all(Array.from({ length: 64 }, async () => {
    for (let account = accounts.pop(); account !== undefined; account = accounts.pop()) {
      const answer = await (await rig.ask("/shop/buy", account)).json();
      if (answer.billing !== 200) failed.push(account);
    }
  }));
  assert.deepEqual(failed, Array(2).fill("acc-7"));
  assert.equal(rig.gateway.faults.list()[0]?.hits, 2);
});

Deno.test("what a lapsed fault has put on its way ends by itself", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  rig.carry({ type: "delay", delayMs: 60_000, jitterMs: 0 }, { point: "server", app: "billing" }, {
    leaseMs: 800,
  });
  const beganMs = performance.now();
  const { billing: status } = await (await rig.ask("/shop/buy", "ann")).json();
  const tookMs = performance.now() - beganMs;
  assert.equal(status, 200);
  assert.ok(tookMs > 500 && tookMs < 3_000, `${tookMs}`);
});

Deno.test("of two arms of accounts one meets the fault, and both are counted where requests come in", async () => {
  await using rig = await startFaultContextRig(SERVICES);
  const cohort = { id: "x-1", share: 0.4, by: "account" as const, seed: "7" };
  const match = { path: "/shop/*" };
  rig.carry(ABORT, { point: "client", app: "shop", from: "gateway" }, { cohort, match });
  const statuses = new Map<string, number>();
  for (let at = 0; at < 300; at++) {
    const account = `account-${at % 100}`;
    const { status, body } = await rig.ask("/shop/buy", account);
    await body?.cancel();
    assert.equal(statuses.get(account) ?? status, status, "an account stays in its arm");
    statuses.set(account, status);
  }
  // What the fault does not mean is in no arm.
  await (await rig.ask("/billing/pay", "account-1")).body?.cancel();
  const [counts] = rig.gateway.cohorts.list();
  const failed = [...statuses.values()].filter((status) => status === 503).length;
  assert.ok(failed > 20 && failed < 60, `${failed} accounts`);
  assert.deepEqual([counts?.experiment.requests, counts?.experiment.failures], [
    ...[3 * failed, 3 * failed],
  ]);
  assert.equal(counts?.control.failures, 0);
  assert.ok(counts !== undefined && counts.control.requests > 60 && counts.control.requests < 180);
  rig.gateway.faults.remove("f-1");
  await (await rig.ask("/shop/buy", "account-1")).body?.cancel();
  assert.deepEqual(rig.gateway.cohorts.list(), [counts], "without the fault nothing is counted");
  assert.match(
    rig.gateway.metrics.text(),
    /cohort_requests_total\{arm="experiment",outcome="failure"\} \d+/,
  );
});
