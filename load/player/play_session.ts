import { type Clock, type HttpClient, NetopsError, type Rng, type Timer } from "@netops/core";
import type { PlayAnswer } from "@netops/core/contracts";
import {
  createViewer,
  type Viewer,
  type ViewerInput,
  type ViewerOptions,
  type ViewerResult,
  type ViewerStep,
} from "@netops/core/viewer";
import { offeredOcas, viewerOptions } from "../session/play_offer.ts";
import { BeaconSender } from "./beacon_sender.ts";
import { driveViewer, type ViewerWatcher } from "./drive_viewer.ts";
import type { CallAttempt, GatewayCall } from "./gateway_client.ts";
import type { ViewerAccount } from "./viewer_account.ts";

/** What a session is played with. */
export interface PlaySessionOptions {
  readonly account: ViewerAccount;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Pick<Rng, "next">;
  readonly signal: AbortSignal;
  readonly titleId: string;
  /** Whose network to be steered by; the caller's own when left out. */
  readonly clientIp?: string;
  readonly maxHeight?: number;
  /** How often to look after the OCA that serves. */
  readonly watchMs: number;
  readonly stopAfterMs?: number;
  readonly onStep?: (step: ViewerStep) => void;
  /** Called when there is a viewer to look at, and again with each new offer. */
  readonly onViewer?: (viewer: Viewer, answer: PlayAnswer) => void;
  /** What makes a play that is sent again the same play. */
  readonly playId: string;
  /** When the user pressed play, on the monotonic clock; now when left out. */
  readonly requestedAtMs?: number;
  /** The trace of the play call. */
  readonly traceParent?: string;
  readonly watcher?: SessionWatcher;
}

/** Looks over the shoulder of a session: for who records everything that was exchanged. */
export interface SessionWatcher extends ViewerWatcher {
  /** Hears of each try of a call to playback. */
  attempted(kind: "play" | "events", attempt: CallAttempt): void;
}

/** A session that is over. */
export interface PlayedSession extends ViewerResult {
  /** The answer of playback; undefined when there was none. */
  readonly answer: PlayAnswer | undefined;
  /** What mends a play that was refused. */
  readonly fix?: string;
  /** How much of the startup went by until playback answered; null when it did not. */
  readonly offerMs: number | null;
}

const LAST_WORDS_MS = 3_000;
const DISPLACED = "playback ended the session: another player took its place";

/** Asks for a play and watches the title to its end; failures are results, not errors. */
export async function playSession(options: PlaySessionOptions): Promise<PlayedSession> {
  const requestedAtMs = options.requestedAtMs ?? options.clock.monotonicMs();
  let answer: PlayAnswer;
  try {
    answer = await requestPlay(options);
  } catch (thrown) {
    if (options.signal.aborted) return unplayed(options, { outcome: "stopped" });
    if (!(thrown instanceof NetopsError)) throw thrown;
    return unplayed(options, { outcome: "failed", why: thrown });
  }
  const offerMs = Math.round(options.clock.monotonicMs() - requestedAtMs);
  return { ...await watch(options, answer, requestedAtMs), answer, offerMs };
}

function requestPlay(options: PlaySessionOptions): Promise<PlayAnswer> {
  const { account, titleId, playId, clientIp, signal, traceParent } = options;
  const place = clientIp === undefined ? {} : { clientIp };
  return account.json<PlayAnswer>({
    ...{ method: "POST", path: "/playback/play", body: { titleId, playId, ...place }, signal },
    ...(traceParent === undefined ? {} : { traceParent }),
    ...watchCall(options, "play"),
  });
}

function watchCall(
  { watcher }: PlaySessionOptions,
  kind: "play" | "events",
): Pick<GatewayCall, "onAttempt"> {
  if (watcher === undefined) return {};
  return { onAttempt: (attempt) => watcher.attempted(kind, attempt) };
}

async function watch(
  options: PlaySessionOptions,
  answer: PlayAnswer,
  requestedAtMs: number,
): Promise<ViewerResult> {
  const { account, timer, onStep, stopAfterMs, watcher } = options;
  const viewer = createViewer(playerOptions(answer, options, requestedAtMs));
  const { sessionId } = answer;
  const refuse = () =>
    viewer.feed({ kind: "refusal", message: DISPLACED }, options.clock.monotonicMs());
  const watch = watchCall(options, "events");
  const beacons = new BeaconSender({ account, sessionId, timer, onDisplaced: refuse, watch });
  options.onViewer?.(viewer, answer);
  const result = await driveViewer(viewer, {
    ...{ http: options.http, clock: options.clock, timer, signal: options.signal },
    ...(stopAfterMs === undefined ? {} : { stopAfterMs }),
    ...(watcher === undefined ? {} : { watcher }),
    renew: () => renewOffer(options, (offer) => options.onViewer?.(viewer, offer)),
    onBeacon: (beacon) => beacons.send(beacon),
    onStep: (step) => onStep?.(step),
  });
  await beacons.close(LAST_WORDS_MS);
  return isUnseen(result, options) ? unseen(result, viewer) : result;
}

/** The time of `--for` went by without a picture: nothing was shown to work. */
function isUnseen({ outcome, startupMs }: ViewerResult, { signal }: PlaySessionOptions): boolean {
  return outcome === "stopped" && startupMs === null && !signal.aborted;
}

function unseen(result: ViewerResult, viewer: Viewer): ViewerResult {
  const { lastLoss } = viewer.snapshot();
  const last = lastLoss === "" ? "" : `; last, ${lastLoss}`;
  return { ...result, outcome: "failed", error: `no picture came in the time given${last}` };
}

/** How playback says that a player should behave. */
function playerOptions(
  answer: PlayAnswer,
  { rng, maxHeight, watchMs }: PlaySessionOptions,
  requestedAtMs: number,
): ViewerOptions {
  return {
    ...viewerOptions(answer, { random: () => rng.next(), requestedAtMs }),
    maxHeight: Math.min(answer.maxHeight, maxHeight ?? Infinity),
    watchMs,
  };
}

async function renewOffer(
  options: PlaySessionOptions,
  onOffer: (answer: PlayAnswer) => void,
): Promise<Extract<ViewerInput, { kind: "offer" | "no-offer" | "refusal" }>> {
  try {
    const answer = await requestPlay(options);
    onOffer(answer);
    return { kind: "offer", ocas: offeredOcas(answer) };
  } catch (thrown) {
    const isFinal = thrown instanceof NetopsError && FINAL_CODES.has(thrown.code);
    return isFinal
      ? { kind: "refusal", message: `${thrown.code}: ${thrown.message}` }
      : { kind: "no-offer" };
  }
}

/** What asking again does not change. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "NOT_LICENSED",
  "NOT_ROUTED",
  "SUBSCRIPTION_EXPIRED",
  "TOO_MANY_STREAMS",
  "NOT_FOUND",
]);

/** A session that never began; it has one step, so that who only hears steps knows of its end. */
function unplayed(
  { clock, onStep }: PlaySessionOptions,
  { outcome, why }: { readonly outcome: "failed" | "stopped"; readonly why?: NetopsError },
): PlayedSession {
  const error = why === undefined ? undefined : `${why.code}: ${why.message}`;
  const detail = error === undefined ? {} : { detail: error };
  onStep?.({ tsMs: clock.nowMs(), step: outcome, bufferMs: 0, positionMs: 0, ...detail });
  return {
    ...{ outcome, startupMs: null, playedMs: 0, stalls: 0, stalledMs: 0, stalledRatio: 0 },
    ...{ switches: 0, failovers: 0, oca: null, ocas: [], bytes: 0 },
    ...{ hitRatio: null, averageBitrateBps: null, answer: undefined, offerMs: null },
    ...(error === undefined ? {} : { error }),
    ...(why?.fix === undefined ? {} : { fix: why.fix }),
  };
}
