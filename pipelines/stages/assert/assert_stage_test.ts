import assert from "node:assert/strict";
import type { StageSpecOf } from "@netops/core/contracts";
import { COMMON, drive, fakeWorld } from "../stage_fixture.ts";
import { assertStage } from "./assert_stage.ts";

const QUERY = { query: "sum(up)", is: ">=", right: 4 } as const;

function spec(change: Partial<StageSpecOf<"assert">>): StageSpecOf<"assert"> {
  return { ...COMMON, name: "is-so", type: "assert", that: [], questions: [], ...change };
}

function worldWith(value: number | undefined) {
  return fakeWorld({ services: { query: () => Promise.resolve(value) } });
}

Deno.test("it succeeds when everything is so", async () => {
  const that = [{ left: "v2", is: "=" as const, right: "v2" }];
  const { last } = await drive(assertStage, [worldWith(4), spec({ that, questions: [QUERY] })]);
  assert.equal(last.status, "SUCCEEDED");
  assert.deepEqual(last.outputs, { checked: 2 });
});

Deno.test("it names everything that is not so", async () => {
  const that = [{ left: 3, is: "<" as const, right: 2 }, { left: 1, is: "=" as const, right: 1 }];
  const { last } = await drive(assertStage, [worldWith(3), spec({ that, questions: [QUERY] })]);
  assert.equal(last.status, "FAILED");
  assert.equal(last.reason, "not so: 3 < 2; sum(up) is 3, not >= 4");
});

Deno.test("missing data never passes", async () => {
  const { last } = await drive(assertStage, [worldWith(undefined), spec({ questions: [QUERY] })]);
  assert.equal(last.reason, "not so: sum(up) has no single value");
  const that = [{ left: { output: "bake.isNew" }, is: "!=" as const, right: true }];
  assert.equal((await drive(assertStage, [worldWith(4), spec({ that })])).last.status, "FAILED");
  const away = { url: "http://127.0.0.1:1/", status: 200 };
  const { last: none } = await drive(assertStage, [worldWith(4), spec({ questions: [away] })]);
  assert.match(none.reason ?? "", /Cannot reach/);
});

Deno.test("an assertion that says nothing is no success", async () => {
  assert.equal((await drive(assertStage, [worldWith(4), spec({})])).last.status, "FAILED");
});
