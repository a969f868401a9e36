import assert from "node:assert/strict";
import { type RigService, startFaultContextRig } from "../integration/fault_context_rig.ts";

const ACCOUNTS = 1_000;
const REQUESTS = 100_000;
const AT_ONCE = 64;

/** Asks billing and says how that went. */
const shop: RigService = async (_request, { caller }) => {
  const answer = await caller.call("billing", { method: "GET", path: "/pay" });
  await answer.body?.cancel();
  return new Response(String(answer.status));
};

Deno.test("of 100,000 requests of 1,000 accounts through the gateway all 100 of one account fail two hops on, and no other", async () => {
  await using rig = await startFaultContextRig({ shop, billing: () => new Response("paid") });
  rig.carry(
    { type: "abort", status: 503 },
    { point: "server", app: "billing" },
    { match: { account: "acc-7" }, remainingMs: 900_000, leaseMs: 900_000 },
  );
  const failed = new Map<string, number>();
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < REQUESTS) {
      const account = `acc-${next++ % ACCOUNTS}`;
      const status = await (await rig.ask("/shop/buy", account)).text();
      if (status !== "200") failed.set(account, (failed.get(account) ?? 0) + 1);
    }
  }));
  assert.deepEqual([...failed], [["acc-7", REQUESTS / ACCOUNTS]]);
  assert.equal(rig.gateway.faults.list()[0]?.hits, REQUESTS / ACCOUNTS);
});
