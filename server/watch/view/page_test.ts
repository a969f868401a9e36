import assert from "node:assert/strict";
import { renderHtml } from "../../web/render_html.ts";
import { NO_PLAYBACK, type PlaybackState } from "../player/playback_state.ts";
import { ready } from "./load.ts";
import { Page, pageTitle } from "./page.tsx";
import type { PageState } from "./page_state.ts";
import { ANSWER, NO_ACTIONS, stateAt, titleOf } from "./view_fixture.ts";

function draw(state: PageState): string {
  return renderHtml(Page({ state, act: NO_ACTIONS }));
}

Deno.test("the page shows nothing of the account until it knows who is there", () => {
  const titles = ready([titleOf("secret-film")]);
  const unknown = {
    ...stateAt("/watch/title/secret-film", { titles }),
    signedIn: "unknown" as const,
  };
  assert.ok(!draw(unknown).includes("secret-film"));
  assert.ok(!draw({ ...unknown, signedIn: "out" }).includes("secret-film"));
  assert.ok(draw({ ...unknown, signedIn: "in" }).includes("secret-film"));
});

Deno.test("text of titles is shown as text", () => {
  const titles = ready([
    titleOf("x", { title: "<img src=x onerror=alert(1)>", description: "a & b" }),
  ]);
  const html = draw(stateAt("/watch/title/x", { titles }));
  assert.ok(!html.includes("<img"));
  assert.ok(html.includes("a &amp; b"));
});

Deno.test("an empty catalogue says how to fill it", () => {
  const rows = ready({ rows: [], source: "personal" as const });
  assert.match(draw(stateAt("/watch", { rows })), /netops title add/);
});

Deno.test("rows for everybody say so, rows of one's own do not", () => {
  const rows = [{ id: "popular", title: "Popular", titles: [titleOf("a")] }];
  const hint = /the same for everybody/;
  assert.match(draw(stateAt("/watch", { rows: ready({ rows, source: "shared" }) })), hint);
  assert.doesNotMatch(draw(stateAt("/watch", { rows: ready({ rows, source: "personal" }) })), hint);
});

Deno.test("the panel says who was offered, why, who serves and who was turned down", () => {
  const playback = { ...NO_PLAYBACK, phase: "playing" as const, answer: ANSWER, oca: "two" };
  const html = draw({ ...stateAt("/watch/play/a"), playback, panel: "why" });
  for (const text of ["reason of one", "reason of two", "DRAINING: an operator wants it"]) {
    assert.ok(html.includes(text), text);
  }
  const serving = html.slice(html.indexOf('class="serving"'));
  assert.ok(serving.indexOf("two") < serving.indexOf("Serves now"));
  assert.equal(html.split("Serves now").length, 2, "one serves");
});

Deno.test("a failure that will not pass offers no second try", () => {
  const failure = { code: "NOT_LICENSED", title: "Not here", text: "No.", canRetry: false };
  const playback = { ...NO_PLAYBACK, phase: "failed" as const, failure };
  const html = draw({ ...stateAt("/watch/play/a"), playback });
  assert.ok(!html.includes("Try again"));
  assert.match(html, /Back to browse/);
});

function drawPlayer(change: Partial<PlaybackState>, loads = {}): string {
  const playback = { ...NO_PLAYBACK, durationMs: 60_000, answer: ANSWER, ...change };
  return draw({ ...stateAt("/watch/play/a", loads), playback });
}

Deno.test("while the buffer plays without a network it says so, and when it stands what is tried", () => {
  const playing = drawPlayer({ phase: "playing", startupMs: 1, trouble: "offline" });
  assert.match(playing, /No connection\. Playing from the buffer/);
  const waiting = { phase: "buffering", startupMs: 1 } as const;
  assert.match(drawPlayer({ ...waiting, waitedMs: 1_000 }), />Buffering</);
  assert.match(drawPlayer({ ...waiting, waitedMs: 4_000 }), /Trying another cache/);
  assert.match(
    drawPlayer({ ...waiting, trouble: "silent" }),
    /No cache can deliver\. Trying again/,
  );
});

Deno.test("before the first frame the real length stands there, with a spinner for a button", () => {
  const titles = ready([titleOf("a", { durationMs: 47_999.9 })]);
  const html = drawPlayer({ phase: "asking", durationMs: 0 }, { titles });
  assert.match(html, /\/ 0:48/);
  assert.ok(!html.includes('aria-label="Pause"') && html.includes("spinner small"));
});

Deno.test("an OCA that failed is marked with when, until it serves again", () => {
  const playback = { ...NO_PLAYBACK, phase: "playing" as const, answer: ANSWER, oca: "two" };
  const lost = { ...playback, failedAtMs: { one: 7_400 } };
  const why = (one: PlaybackState) =>
    draw({ ...stateAt("/watch/play/a"), playback: one, panel: "why" });
  assert.match(why(lost), /Failed at 0:07/);
  assert.ok(!why({ ...lost, oca: "one" }).includes("Failed at"));
  const noted = why({ ...lost, notes: [{ atMs: 7_400, text: "one did not answer" }] });
  assert.ok(
    noted.indexOf("one did not answer") < noted.indexOf("reason of one"),
    "above the offers",
  );
});

Deno.test("a rung has the bit rate of the catalogue, whatever the engine counts", () => {
  const titles = ready([titleOf("a")]);
  const rung = { index: 0, height: 360, bitrateBps: 481_000 };
  const playback = { ...NO_PLAYBACK, phase: "playing" as const, answer: ANSWER, rung };
  const html = draw({ ...stateAt("/watch/play/a", { titles }), playback, panel: "why" });
  assert.ok(html.includes("400 kb/s") && !html.includes("481 kb/s"));
});

Deno.test("after a title the next one is offered, which is neither it nor seen", () => {
  const rows = [
    { id: "popular", title: "Popular", titles: ["a", "b", "c"].map((id) => titleOf(id)) },
    { id: "again", title: "Watch again", titles: [titleOf("b")] },
  ];
  const loads = { rows: ready({ rows, source: "personal" as const }) };
  const html = drawPlayer({ phase: "ended" }, loads);
  assert.match(html, /button primary" href="\/watch\/play\/c"/);
  assert.match(html, /button glass" href="\/watch"/);
  assert.match(drawPlayer({ phase: "ended" }), /Back to browse/);
});

Deno.test("a plan and a profile are asked for before they change", () => {
  const plans = ready([{
    ...{ plan: "premium", maxStreams: 4, maxHeight: 4_320 } as const,
    price: { amountMinor: 1_799, currency: "EUR" },
  }]);
  const account = stateAt("/watch/account", { plans });
  assert.ok(!draw(account).includes("is charged today"));
  const asked = draw({ ...account, question: { about: "plan", plan: "premium" } });
  assert.match(asked, /€17\.99 is charged today/);
  const profiles = ready([{ id: "x", name: "Ada" }, { id: "y", name: "Grace" }]);
  const who = stateAt("/watch/profiles", { profiles });
  assert.ok(!draw(who).includes("gone for good"));
  assert.match(draw({ ...who, question: { about: "profile", id: "y" } }), /Remove Grace<\/button>/);
});

Deno.test("pageTitle() names the title, or the view", () => {
  const titles = ready([titleOf("x", { title: "A film" })]);
  assert.equal(pageTitle(stateAt("/watch/title/x", { titles })), "A film · watch");
  assert.equal(pageTitle(stateAt("/watch/account")), "Account · watch");
});
