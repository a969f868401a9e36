import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ViewerInput, ViewerRequest, ViewerStep } from "@netops/core/viewer";
import { createFixedRng, FakeClock, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { BeaconSender } from "./beacon_sender.ts";
import { fetchRequest } from "./fetch_request.ts";
import { pickTitle } from "./pick_title.ts";
import { playDocument, sumDocument } from "./play_document.ts";
import { playMany } from "./play_many.ts";
import { type PlayedSession, playSession } from "./play_session.ts";
import type { ViewerAccount } from "./viewer_account.ts";

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

const REQUEST: ViewerRequest = {
  ...{ id: 7, oca: "a", url: "http://127.0.0.1:9/x", purpose: "playlist", wantsText: true },
  ...{ track: "video", rung: "v0", index: undefined, headers: { "cmcd-session": "st=v" } },
  timeoutMs: 1_000,
};

/** What is fed back for one answer. */
async function fed(answer: () => Response, request = REQUEST): Promise<ViewerInput[]> {
  const inputs: ViewerInput[] = [];
  await fetchRequest(request, {
    http: new ScriptedHttpClient(answer),
    clock: new FakeClock(),
    signal: new AbortController().signal,
    feed: (input) => inputs.push(input),
  });
  return inputs;
}

Deno.test("fetchRequest() feeds the head and the text, with where it came from", async () => {
  const headers = { "content-length": "7", "server-timing": "cdn-cache;desc=HIT, life;desc=a1b2" };
  assert.deepEqual(await fed(() => new Response("#EXTM3U", { headers })), [
    { kind: "head", id: 7, sizeBytes: 7 },
    { kind: "answer", id: 7, status: 200, bytes: 7, text: "#EXTM3U", isHit: true, life: "a1b2" },
  ]);
});

Deno.test("fetchRequest() counts media and keeps nothing of it", async () => {
  const media = { ...REQUEST, wantsText: false };
  const headers = { "server-timing": "cdn-cache;desc=MISS" };
  assert.deepEqual(await fed(() => new Response(new Uint8Array(5), { headers }), media), [
    { kind: "head", id: 7 },
    { kind: "answer", id: 7, status: 200, bytes: 5, isHit: false },
  ]);
});

Deno.test("fetchRequest() tells refusals, breaks and missing bytes apart", async () => {
  const unreachable = (phase: string) => () => {
    throw new NetopsError("UNREACHABLE", "Cannot reach it", { details: { phase } });
  };
  const short = () => new Response("abc", { headers: { "content-length": "7" } });
  const failure = (reason: string) => ({ kind: "failure", id: 7, reason });
  assert.deepEqual(await fed(unreachable("connect")), [failure("connect")]);
  assert.deepEqual(await fed(unreachable("exchange")), [failure("reset")]);
  assert.deepEqual((await fed(short)).at(-1), failure("truncated"));
  const refused = await fed(() => new Response("no", { status: 503 }));
  assert.deepEqual(refused, [{ kind: "answer", id: 7, status: 503, bytes: 0 }]);
});

Deno.test("BeaconSender keeps the order in batches, and survives what cannot be told", async () => {
  const timer = new FakeTimer();
  const sent: string[][] = [];
  let answer: () => unknown = () => ({ state: "live" });
  const account = {
    json: ({ body }: { body: { events: { type: string }[] } }) => {
      sent.push(body.events.map(({ type }) => type));
      return Promise.resolve().then(answer);
    },
  } as unknown as ViewerAccount;
  let displaced = 0;
  const sender = new BeaconSender({
    ...{ account, sessionId: "s", timer },
    onDisplaced: () => displaced++,
  });
  const beacon = (type: "start" | "stall" | "end") => ({ type, tsMs: 1, positionMs: 0 });
  sender.send(beacon("start"));
  for (const type of ["stall", "stall"] as const) sender.send(beacon(type));
  await timer.settle();
  assert.deepEqual(sent, [["start"], ["stall", "stall"]]);
  answer = () => {
    throw new NetopsError("UNREACHABLE", "Cannot reach it");
  };
  sender.send(beacon("stall"));
  await timer.settle();
  assert.equal(sender.lost, 1);
  answer = () => ({ state: "displaced" });
  sender.send(beacon("end"));
  await sender.close(1_000);
  assert.equal(displaced, 1);
  assert.equal(timer.pendingCount, 0);
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

Deno.test("playSession() tells one step of a session that never began", async () => {
  const refuse = () => Promise.reject(new NetopsError("NOT_LICENSED", "Cannot play it here"));
  const timer = new FakeTimer();
  for (const outcome of ["failed", "stopped"] as const) {
    const steps: ViewerStep[] = [];
    const session = await playSession({
      ...{ account: { json: refuse } as unknown as ViewerAccount, timer, clock: timer.clock },
      ...{
        http: new ScriptedHttpClient(() => new Response()),
        rng: createFixedRng("s"),
        titleId: "t",
        watchMs: 400,
      },
      signal: outcome === "failed" ? new AbortController().signal : AbortSignal.abort(),
      onStep: (step) => steps.push(step),
    });
    const error = outcome === "failed" ? "NOT_LICENSED: Cannot play it here" : undefined;
    assert.deepEqual([session.outcome, session.error], [outcome, error]);
    assert.deepEqual(steps.map(({ step, detail }) => [step, detail]), [[outcome, error]]);
  }
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
