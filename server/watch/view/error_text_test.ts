import assert from "node:assert/strict";
import { explainFailure } from "./error_text.ts";

const NO_DETAIL = { detail: "" };

Deno.test("a 401 at the door is a wrong password; a 409 there is a taken e-mail", () => {
  const refused = { status: 401, code: "UNAUTHENTICATED", ...NO_DETAIL };
  assert.equal(explainFailure(refused, "sign-in").title, "Wrong e-mail or password");
  assert.notEqual(explainFailure(refused, "load").title, "Wrong e-mail or password");
  const taken = { status: 409, code: "CONFLICT", ...NO_DETAIL };
  assert.equal(explainFailure(taken, "sign-up").title, "This e-mail is taken");
  assert.notEqual(explainFailure(taken, "change").title, "This e-mail is taken");
});

Deno.test("overload says when to try again", () => {
  const busy = { status: 503, code: "OVERLOADED", ...NO_DETAIL };
  assert.equal(explainFailure(busy, "sign-in").text, "Try again in a moment.");
  assert.equal(
    explainFailure({ ...busy, retryAfterS: 7 }, "sign-in").text,
    "Try again in 7 seconds.",
  );
  assert.ok(explainFailure(busy, "play").canRetry);
});

Deno.test("a service that does not run is named, with what starts it; only overload is busy", () => {
  const gone = { status: 503, code: "NO_INSTANCE", ...NO_DETAIL };
  const said = explainFailure({ ...gone, app: "playback" }, "play");
  assert.deepEqual([said.title, said.text], [
    "Playback is not running",
    "Start it with: netops start playback",
  ]);
  assert.match(explainFailure(gone, "load").text, /netops status/);
  assert.doesNotMatch(explainFailure({ ...gone, code: "NOT_READY" }, "load").title, /busy/i);
});

Deno.test("refusals of playback say what mends them, and only what may pass can be tried again", () => {
  const play = (code: string) => explainFailure({ status: 403, code, ...NO_DETAIL }, "play");
  assert.deepEqual(
    ["SUBSCRIPTION_EXPIRED", "NOT_LICENSED", "TOO_MANY_STREAMS"].map((code) => play(code).canRetry),
    [false, false, true],
  );
  assert.match(play("TOO_MANY_STREAMS").text, /account page/);
});

Deno.test("no answer is no connection; anything else shows the reason as a sentence", () => {
  const silent = explainFailure({ status: 0, code: "", ...NO_DETAIL }, "load");
  assert.deepEqual([silent.title, silent.canRetry], ["No connection", true]);
  const odd = explainFailure(
    { status: 400, code: "REQUEST_INVALID", detail: "Cannot read it" },
    "change",
  );
  assert.deepEqual([odd.text, odd.canRetry], ["Cannot read it.", false]);
  const bug = explainFailure({ status: 500, code: "BUG", ...NO_DETAIL }, "change");
  assert.deepEqual([bug.text, bug.canRetry], ["No reason was given.", true]);
});
