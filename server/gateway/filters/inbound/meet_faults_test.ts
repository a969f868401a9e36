import assert from "node:assert/strict";
import type { HeldFault } from "@netops/core/contracts";
import { FaultBook } from "@netops/core/faults";
import { createHost } from "@netops/core/host";
import { FakeTimer } from "@netops/core/testing";
import type { RequestContext } from "../../request_context.ts";
import { contextOf } from "../filter_fixture.ts";
import { carryOutFaults } from "../outbound/carry_out_faults.ts";
import { checkTarget } from "./check_target.ts";
import { meetFaults } from "./meet_faults.ts";

function fixture() {
  const timer = new FakeTimer();
  const { clock } = timer;
  const book = new FaultBook({
    clock,
    timer,
    createRng: createHost().createRng,
    owner: "gateway-1",
  });
  const meet = meetFaults({ book, timer });
  const put = (effect: HeldFault["effect"], match: HeldFault["match"] = {}) =>
    book.put({
      ...{ id: "f", kind: effect.type, effect, match, seed: "1" },
      ...{ remainingMs: 60_000, leaseMs: 5_000 },
    });
  const ask = async (context: RequestContext) => {
    checkTarget().run(context);
    return await meet.run(context);
  };
  return { book, meet, put, ask };
}

Deno.test("without a fault of requests the filter does not even apply", () => {
  const { book, meet, put } = fixture();
  assert.equal(meet.applies(contextOf("/a")), false);
  put({ type: "block-event-loop", blockMs: 1, everyMs: 10 });
  assert.equal(meet.applies(contextOf("/a")), false);
  put({ type: "abort", status: 503 });
  assert.equal(meet.applies(contextOf("/a")), true);
  book.close();
});

Deno.test("only the account that is meant is touched, and by what path it asked", async () => {
  const { book, put, ask } = fixture();
  put({ type: "abort", status: 503 }, { account: "ann", path: "/shop/*" });
  const as = async (account: string | undefined, path: string) => {
    const context = contextOf(path);
    if (account !== undefined) context.principal = { account, country: "DE" };
    return (await ask(context))?.status;
  };
  assert.equal(await as("ann", "/shop/cart?x=1"), 503);
  assert.equal(await as("ann", "/user/me"), undefined);
  assert.equal(await as("bob", "/shop/cart"), undefined);
  assert.equal(await as(undefined, "/shop/cart"), undefined);
  assert.deepEqual(book.list().map(({ hits }) => hits), [1]);
  book.close();
});

Deno.test("what is done to bodies is done on the way out, to touched requests only", async () => {
  const { book, put, ask } = fixture();
  put({ type: "content-type", contentType: "image/gif" }, { methods: ["GET"] });
  const context = contextOf("/a");
  assert.equal(await ask(context), undefined);
  const filter = carryOutFaults();
  assert.equal(filter.applies(context), true);
  const response = await filter.run(context, new Response("x"));
  assert.equal(response?.headers.get("content-type"), "image/gif");
  assert.deepEqual(context.faultPlan?.givenIds, ["f"]);
  const other = contextOf("/a", { method: "POST" });
  await ask(other);
  assert.equal(filter.applies(other), false);
  book.close();
});
