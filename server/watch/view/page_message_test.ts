import assert from "node:assert/strict";
import { failed, IDLE, loading, ready } from "./load.ts";
import { reducePage } from "./page_message.ts";
import { parseRoute } from "./route.ts";
import { stateAt, titleOf } from "./view_fixture.ts";

const FAILURE = { code: "BUG", title: "No", text: "No.", canRetry: true };

Deno.test("what was loaded stays while it is loaded anew, and when that fails", () => {
  const first = ready(["a"]);
  assert.deepEqual(loading(first), { phase: "loading", value: ["a"] });
  assert.deepEqual(failed(loading(first), FAILURE).value, ["a"]);
  assert.deepEqual(failed(IDLE, FAILURE), { phase: "failed", failure: FAILURE });
});

Deno.test("signing out leaves nothing of the account behind", () => {
  const state = {
    ...stateAt("/watch", { titles: ready([titleOf("a")]) }),
    email: "ada@example.net",
    profileId: "main",
  };
  const after = reducePage(state, { type: "signed-out" });
  assert.equal(after.signedIn, "out");
  assert.deepEqual([after.email, after.profileId, after.loads.titles], ["", undefined, IDLE]);
});

Deno.test("a new view begins without the refusals and panels of the one before", () => {
  const state = {
    ...stateAt("/watch/account"),
    form: { isBusy: false, failure: FAILURE },
    question: { about: "erase" } as const,
    isMenuOpen: true,
    panel: "why" as const,
  };
  const after = reducePage(state, { type: "route", route: parseRoute("/watch") });
  assert.equal(after.form.failure, undefined);
  assert.deepEqual([after.question, after.isMenuOpen, after.panel], [undefined, false, "none"]);
});

Deno.test("another profile has other rows; the same one keeps them", () => {
  const rows = ready({ rows: [], source: "personal" as const });
  const state = { ...stateAt("/watch", { rows }), profileId: "a" };
  assert.deepEqual(reducePage(state, { type: "profile", id: "b" }).loads.rows, IDLE);
  assert.equal(reducePage(state, { type: "profile", id: "a" }), state);
});

Deno.test("messages that change nothing give the same page, so that nothing is drawn", () => {
  const state = stateAt("/watch");
  assert.equal(reducePage(state, { type: "menu", isOpen: false }), state);
  assert.equal(reducePage(state, { type: "controls", areShown: true }), state);
});
