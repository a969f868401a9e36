import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import {
  createViewer,
  type SessionBeacon,
  type ViewerInput,
  type ViewerResult,
  type ViewerStep,
} from "@netops/core/viewer";
import { driveViewer } from "@netops/load/player";
import {
  type MisbehavingOca,
  type OcaMood,
  startMisbehavingOca,
} from "../harness/misbehaving_oca.ts";

/** Five seconds of half a second each. */
const TITLE = { segments: 10, segmentMs: 500, segmentBytes: 30_000 };
const BUFFER_MS = 2_000;

interface Watched {
  readonly result: ViewerResult;
  readonly steps: readonly ViewerStep[];
  readonly beacons: readonly SessionBeacon[];
  readonly ocas: readonly MisbehavingOca[];
}

interface WatchOptions {
  readonly ocas: number;
  /** Called with each step, so that a test can strike at the right moment. */
  readonly onStep?: (step: ViewerStep, ocas: readonly MisbehavingOca[]) => void;
  readonly renew?: () => Promise<Extract<ViewerInput, { kind: "offer" | "no-offer" | "refusal" }>>;
  readonly stopAfterMs?: number;
  readonly signal?: AbortSignal;
  readonly giveUpMs?: number;
}

/** Watches the title over real HTTP from OCAs that a test can upset. */
async function watch(options: WatchOptions): Promise<Watched> {
  const host = createHost();
  const http = host.createHttpClient();
  const ocas = Array.from(
    { length: options.ocas },
    (_, at) => startMisbehavingOca(`o${at}`, TITLE),
  );
  const steps: ViewerStep[] = [];
  const beacons: SessionBeacon[] = [];
  const { clock, timer } = host;
  const viewer = createViewer({
    ocas: ocas.map(({ id, url }) => ({ id, url })),
    random: () => 0.5,
    requestedAtMs: clock.monotonicMs(),
    targetBufferMs: BUFFER_MS,
    startBufferMs: 500,
    sessionId: "s1",
    ...(options.giveUpMs === undefined ? {} : { giveUpMs: options.giveUpMs }),
  });
  try {
    const result = await driveViewer(viewer, {
      ...{ http, clock, timer, signal: options.signal ?? new AbortController().signal },
      ...(options.stopAfterMs === undefined ? {} : { stopAfterMs: options.stopAfterMs }),
      renew: options.renew ?? (() => Promise.resolve({ kind: "no-offer" })),
      onBeacon: (beacon) => beacons.push(beacon),
      onStep: (step) => {
        steps.push(step);
        options.onStep?.(step, ocas);
      },
    });
    return { result, steps, beacons, ocas };
  } finally {
    for (const oca of ocas) await oca[Symbol.asyncDispose]();
    http.close();
  }
}

/** Strikes the OCA that serves once, when the third segment of video is there. */
function strike(how: (oca: MisbehavingOca) => void) {
  let isDone = false;
  return (step: ViewerStep, ocas: readonly MisbehavingOca[]) => {
    if (isDone || step.step !== "segment" || step.positionMs < 1_000) return;
    isDone = true;
    const serving = ocas.find(({ id }) => id === step.oca);
    if (serving !== undefined) how(serving);
  };
}

function assertPlayed({ result, steps }: Watched): void {
  assert.equal(result.outcome, "ended", JSON.stringify(result));
  assert.equal(result.playedMs, 5_000);
  const sound = steps.filter(({ step, rung }) => step === "segment" && rung === "sound");
  assert.equal(sound.length, 10);
  assert.equal(steps.filter(({ step }) => step === "segment").length, 20);
}

Deno.test("a title is played over real HTTP in real time, and told about with wall times", async () => {
  const beganMs = Date.now();
  const watched = await watch({ ocas: 2 });
  assertPlayed(watched);
  const { result, steps, beacons, ocas } = watched;
  assert.equal(result.stalls, 0);
  assert.equal(result.hitRatio, 1);
  assert.equal(result.oca, "o0");
  const tookMs = Date.now() - beganMs;
  assert.ok(tookMs >= 5_000 && tookMs < 7_000, `${tookMs} ms`);
  assert.ok(Math.abs((steps[0]?.tsMs ?? 0) - beganMs) < 1_000);
  assert.deepEqual([beacons[0]?.type, beacons.at(-1)?.type], ["start", "end"]);
  const head = ocas[0]?.heads.find((one) => one.includes("/v1/1.m4s") || one.includes("/v0/1.m4s"));
  assert.match(head ?? "", /cmcd-session: sf=h,sid="s1",st=v/);
});

const MOODS: readonly OcaMood[] = ["503", "reset", "hang", "silence", "slow", "truncated"];

Deno.test("an OCA that misbehaves in mid-stream is left within 2 s of stall, in every way to misbehave", async () => {
  // All at once: each waits most of the time.
  const watched = await Promise.all([
    watch({ ocas: 2, onStep: strike((oca) => oca.kill()) }),
    ...MOODS.map((mood) => watch({ ocas: 2, onStep: strike((oca) => oca.mood = mood) })),
  ]);
  watched.forEach((one, index) => {
    const what = ["killed", ...MOODS][index];
    assertPlayed(one);
    assert.equal(one.result.failovers, 1, `${what}: ${JSON.stringify(one.result)}`);
    assert.ok(one.result.stalledMs <= 2_000, `${what}: ${one.result.stalledMs} ms`);
  });
});

Deno.test("--for and a signal stop the picture, and say so", async () => {
  const stop = new AbortController();
  const [timed, stopped] = await Promise.all([
    watch({ ocas: 1, stopAfterMs: 1_500 }),
    watch({
      ocas: 1,
      signal: stop.signal,
      onStep: ({ step }) => step === "started" ? stop.abort() : undefined,
    }),
  ]);
  for (const { result, beacons } of [timed, stopped]) {
    assert.equal(result.outcome, "stopped");
    assert.equal(beacons.at(-1)?.type, "stop");
  }
  assert.ok(timed.result.playedMs > 800 && timed.result.playedMs <= 1_500);
});

Deno.test("a 403 is answered by asking playback, whose new OCAs are taken", async () => {
  const spare = startMisbehavingOca("spare", TITLE);
  let asked = 0;
  try {
    const watched = await watch({
      ocas: 1,
      onStep: strike((oca) => oca.mood = "403"),
      renew: () => {
        asked++;
        return Promise.resolve({ kind: "offer", ocas: [{ id: spare.id, url: spare.url }] });
      },
    });
    assertPlayed(watched);
    assert.equal(asked, 1);
    assert.equal(watched.result.oca, "spare");
  } finally {
    await spare[Symbol.asyncDispose]();
  }
});

Deno.test("a session that lost every OCA fails with the words of playback, or of its own", async () => {
  const killAll = (step: ViewerStep, ocas: readonly MisbehavingOca[]) => {
    if (step.step === "started") { for (const oca of ocas) oca.kill(); }
  };
  const [refused, silent] = await Promise.all([
    watch({
      ocas: 2,
      onStep: killAll,
      renew: () => Promise.resolve({ kind: "refusal", message: "the plan ended" }),
    }),
    watch({ ocas: 1, onStep: killAll, giveUpMs: 2_500 }),
  ]);
  assert.equal(refused.result.outcome, "failed");
  assert.equal(refused.result.error, "the plan ended");
  assert.equal(refused.beacons.at(-1)?.type, "error");
  assert.equal(silent.result.outcome, "failed");
  assert.match(silent.result.error ?? "", /no OCA served anything for/);
});
