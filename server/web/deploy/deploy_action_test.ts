import assert from "node:assert/strict";
import type { AppCall } from "../app_wire.ts";
import { parseDeployAction, performDeployAction } from "./deploy_action.ts";

function conductorOf(stages: readonly Record<string, unknown>[] = []) {
  const asked: AppCall[] = [];
  const ask = <T>(call: AppCall) => {
    asked.push(call);
    return Promise.resolve({ id: "d-new", stages } as T);
  };
  return { asked, conductor: { ask } };
}

/** What the conductor is sent for an action of the page. */
async function sent(verb: string, body: unknown, stages?: readonly Record<string, unknown>[]) {
  const { asked, conductor } = conductorOf(stages);
  const answer = await performDeployAction(conductor, parseDeployAction(verb, body));
  const { path, body: said } = asked.at(-1) ?? {};
  return { answer, path, said };
}

Deno.test("each button is a wish in the name of the page", async () => {
  const wishes: readonly (readonly [string, unknown])[] = [
    ["promote", { wish: "promote", by: "ops page", full: false }],
    ["promote-full", { wish: "promote", by: "ops page", full: true }],
    ["pause", { wish: "pause", by: "ops page" }],
    ["resume", { wish: "resume", by: "ops page" }],
    ["abort", { wish: "abort", by: "ops page" }],
  ];
  for (const [verb, wish] of wishes) {
    const { answer, path, said } = await sent(verb, { deploy: "d-1" });
    assert.deepEqual([answer.deploy, path, said], ["d-1", "/v1/executions/d-1/wish", wish]);
  }
});

Deno.test("an answer carries stage, role and note, and leaves out what is empty", async () => {
  const body = { deploy: "d-1", stage: "ask", role: "sre", note: "" };
  const { said } = await sent("approve", body);
  assert.deepEqual(said, {
    ...{ wish: "answer", by: "ops page", stage: "ask", approve: true, role: "sre" },
  });
  const { said: no } = await sent("reject", { deploy: "d-1", stage: "ask", note: "friday" });
  assert.deepEqual(no, {
    ...{ wish: "answer", by: "ops page", stage: "ask", approve: false, note: "friday" },
  });
});

Deno.test("what deploys is rolled back; before anything deploys it is only ended", async () => {
  const body = { deploy: "d-1" };
  const deploying = await sent("rollback", body, [{ type: "deploy", status: "RUNNING" }]);
  assert.deepEqual(deploying.said, { wish: "rollback", by: "ops page" });
  const baking = await sent("rollback", body, [{ type: "bake", status: "RUNNING" }]);
  assert.deepEqual(baking.said, { wish: "abort", by: "ops page" });
});

Deno.test("going back starts an execution of its own, once for one key", async () => {
  const { answer, path, said } = await sent("go-back", { app: "hello", key: "k-1" });
  assert.deepEqual([answer.deploy, path], ["d-new", "/v1/executions"]);
  assert.deepEqual(said, {
    pipeline: { name: "rollback", app: "hello", stages: [{ name: "rollback", type: "rollback" }] },
    ...{ by: "ops page", key: "k-1" },
  });
});

Deno.test("what is no action, or names nothing, is refused", () => {
  assert.throws(() => parseDeployAction("purge", {}), { code: "NOT_FOUND" });
  const bodies: readonly (readonly [string, unknown])[] = [
    ...[["pause", {}], ["abort", { deploy: "../x" }], ["approve", { deploy: "d-1" }]] as const,
    ...[["go-back", { app: "hello" }], ["promote", null]] as const,
  ];
  for (const [verb, body] of bodies) {
    assert.throws(() => parseDeployAction(verb, body), { code: "REQUEST_INVALID" }, verb);
  }
});
