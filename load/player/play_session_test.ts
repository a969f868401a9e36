import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { PlayAnswer } from "@netops/core/contracts";
import type { ViewerStep } from "@netops/core/viewer";
import { createFixedRng, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { playSession } from "./play_session.ts";
import type { ViewerAccount } from "./viewer_account.ts";

const ANSWER = {
  ...{ sessionId: "s1", titleId: "t1", title: "T", durationMs: 10_000, positionMs: 0 },
  ...{ rejected: [], expiresAtMs: 9e12, maxHeight: 1080 },
  ocas: ["a", "b"].map((id, at) => ({
    ...{ id, rank: at + 1, reasons: [], dashUrl: `http://${id}/t1/v1/manifest.mpd` },
    hlsUrl: `http://${id}/t1/v1/master.m3u8`,
  })),
  player: {
    ...{ bufferMs: 6_000, ttfbTimeoutMs: 1_500, errorRetries: 1, retryDelayMs: 200 },
    heartbeatMs: 5_000,
  },
} as unknown as PlayAnswer;

/** Plays against OCAs that all answer 503, until it is over. */
async function playRefused(options: { stopAfterMs?: number; abortAfterMs?: number }) {
  const timer = new FakeTimer();
  const stop = new AbortController();
  const account = { json: () => Promise.resolve(ANSWER) } as unknown as ViewerAccount;
  const playing = playSession({
    ...{
      account,
      timer,
      clock: timer.clock,
      rng: createFixedRng("play"),
      titleId: "t1",
      playId: "p1",
    },
    http: new ScriptedHttpClient(() => new Response("no", { status: 503 })),
    ...{ signal: stop.signal, watchMs: 400 },
    ...(options.stopAfterMs === undefined ? {} : { stopAfterMs: options.stopAfterMs }),
  });
  let isOver = false;
  playing.finally(() => isOver = true);
  for (let spentMs = 0; !isOver && spentMs < 60_000; spentMs += 100) {
    if (spentMs >= (options.abortAfterMs ?? Infinity)) stop.abort();
    await timer.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return await playing;
}

Deno.test("--for that goes by without a picture is a failure, with the last thing that was said", async () => {
  const { outcome, startupMs, error } = await playRefused({ stopAfterMs: 3_000 });
  assert.deepEqual([outcome, startupMs], ["failed", null]);
  assert.match(error ?? "", /no picture came in the time given; last, [ab]: status 503/);
});

Deno.test("a play that is refused by a rule says what mends it", async () => {
  const refusal = new NetopsError("NOT_ROUTED", "Cannot play", { fix: "netops prefix list" });
  const account = { json: () => Promise.reject(refusal) } as unknown as ViewerAccount;
  const timer = new FakeTimer();
  const { outcome, error, fix } = await playSession({
    ...{
      account,
      timer,
      clock: timer.clock,
      rng: createFixedRng("play"),
      titleId: "t1",
      playId: "p1",
    },
    http: new ScriptedHttpClient(() => new Response()),
    ...{ signal: new AbortController().signal, watchMs: 400 },
  });
  assert.deepEqual([outcome, error, fix], [
    "failed",
    "NOT_ROUTED: Cannot play",
    "netops prefix list",
  ]);
});

Deno.test("who stops by themselves before there is a picture has stopped, not failed", async () => {
  const { outcome, error } = await playRefused({ abortAfterMs: 1_000 });
  assert.deepEqual([outcome, error], ["stopped", undefined]);
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
        playId: "p",
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
