import assert from "node:assert/strict";
import { Torture } from "./torture.ts";

Deno.test("it stands still after the commit that was named, and not before", () => {
  const torture = new Torture();
  torture.order({ execution: "d-1", afterSeq: 3 });
  assert.equal(torture.after("d-1", 2), undefined);
  assert.equal(torture.before("d-1", 3), undefined);
  assert.equal(torture.after("d-2", 3), undefined);
  assert.deepEqual(torture.view, {});
  assert.ok(torture.after("d-1", 3) instanceof Promise);
  assert.deepEqual(torture.view, { held: { execution: "d-1", seq: 3, when: "after" } });
});

Deno.test("it stands still before a commit, of whatever execution, and goes on standing", () => {
  const torture = new Torture();
  torture.order({ execution: "*", beforeSeq: 2 });
  assert.equal(torture.before("d-1", 1), undefined);
  assert.ok(torture.before("d-1", 4) instanceof Promise);
  assert.ok(torture.before("d-2", 2) instanceof Promise);
  assert.deepEqual(torture.view.held, { execution: "d-1", seq: 4, when: "before" });
});

Deno.test("an order must say at which commit", () => {
  const torture = new Torture();
  assert.throws(() => torture.order({ execution: "*" }), /either afterSeq or beforeSeq/);
  const both = { execution: "*", afterSeq: 1, beforeSeq: 1 };
  assert.throws(() => torture.order(both), /either afterSeq or beforeSeq/);
});
