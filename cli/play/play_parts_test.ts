import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import type { PlayedSession, ViewerAccount } from "@netops/load/player";
import { pickTitle } from "./pick_title.ts";
import { playDocument, sumDocument } from "./play_document.ts";
import { playMany } from "./play_many.ts";

const TITLES = [
  { id: "night-signal", title: "Night Signal" },
  { id: "harbour-lights", title: "Harbour Lights" },
];

Deno.test("pickTitle() takes the first, an id, or a name whatever its case", () => {
  assert.equal(pickTitle(TITLES, undefined).id, "night-signal");
  assert.equal(pickTitle(TITLES, "HARBOUR-lights").id, "harbour-lights");
  assert.equal(pickTitle(TITLES, "harbour lights").id, "harbour-lights");
});

Deno.test("pickTitle() names what could have been meant", () => {
  assert.throws(() => pickTitle(TITLES, "harbor-lights"), (error: NetopsError) => {
    assert.equal(error.code, "NOT_FOUND");
    assert.match(error.fix ?? "", /did you mean harbour-lights/);
    return true;
  });
  assert.throws(() => pickTitle(TITLES, "xyz"), { fix: "netops title list" });
  assert.throws(() => pickTitle([], undefined), { code: "NOT_FOUND" });
});

function session(change: Partial<PlayedSession> = {}): PlayedSession {
  return {
    ...{ outcome: "ended", startupMs: 100, playedMs: 9_000, stalls: 1, stalledMs: 1_000 },
    ...{ stalledRatio: 0.1, switches: 2, failovers: 1, oca: "a", ocas: ["a", "b"], bytes: 10 },
    ...{ hitRatio: 0.5, averageBitrateBps: 1_000, answer: undefined, offerMs: 40, ...change },
  } as PlayedSession;
}

Deno.test("playDocument() is the session under the contract's names", () => {
  const { answer: _, ...fields } = session();
  assert.deepEqual(playDocument(TITLES[0]!, session()), {
    ...{ schema: "netops.play/v1", title: "Night Signal", titleId: "night-signal" },
    ...fields,
  });
});

Deno.test("sumDocument() adds up, and one failed viewer fails all", () => {
  const sessions = [
    session(),
    session({ startupMs: 300, stalls: 0, stalledMs: 0, oca: "b", ocas: ["b", "a"] }),
    session({ startupMs: 200, hitRatio: null, outcome: "stopped" }),
  ];
  const sum = sumDocument(TITLES[0]!, sessions);
  assert.equal(sum.outcome, "ended");
  assert.equal(sum.startupMs, 200);
  assert.equal(sum.offerMs, 40);
  assert.equal(sum.playedMs, 27_000);
  assert.equal(sum.stalledRatio, 2_000 / 29_000);
  assert.equal(sum.failovers, 3);
  assert.equal(sum.oca, "a");
  assert.deepEqual(sum.ocas, ["a", "b"]);
  assert.equal(sum.hitRatio, 0.5);
  assert.deepEqual([sum.viewers, sum.ended, sum.stopped, sum.failed], [3, 2, 1, 0]);
  assert.deepEqual([sum.startupP50Ms, sum.startupP95Ms], [200, 300]);
  assert.deepEqual([sum.stalledViewers, sum.mostStalledMs], [2, 1_000]);
  assert.deepEqual(sum.byOca, { a: 2, b: 1 });
  const failed = sumDocument(TITLES[0]!, [
    ...sessions,
    session({ outcome: "failed", startupMs: null, error: "no OCA" }),
  ]);
  assert.equal(failed.outcome, "failed");
  assert.equal(failed.error, "no OCA");
  assert.equal(failed.failed, 1);
});

Deno.test("playMany() gives four viewers an account and lets them begin within a second", async () => {
  const timer = new FakeTimer();
  const signedUp: number[] = [];
  const began: [number, unknown][] = [];
  const all = playMany({
    ...{ count: 10, timer, signal: new AbortController().signal },
    signUp: (index) => {
      signedUp.push(index);
      return Promise.resolve(index as unknown as ViewerAccount);
    },
    play: (account) => {
      began.push([timer.clock.monotonicMs(), account]);
      return Promise.resolve(session());
    },
  });
  await timer.advance(1_000);
  assert.equal((await all).length, 10);
  assert.deepEqual(signedUp, [0, 1, 2]);
  assert.deepEqual(began.map(([atMs]) => atMs), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  assert.deepEqual(began.map(([, account]) => account), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
});
