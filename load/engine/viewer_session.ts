import { NetopsError } from "@netops/core";
import type { ViewerAction, ViewerInput } from "@netops/core/viewer";
import type { CallAttempt } from "../player/gateway_client.ts";
import { GatewayClient } from "../player/gateway_client.ts";
import { type PlayedSession, playSession, type SessionWatcher } from "../player/play_session.ts";
import { ViewerAccount } from "../player/viewer_account.ts";
import {
  browsePages,
  type CallAnswer,
  callFailure,
  isBusiness,
  type PlannedSession,
  type SessionEnd,
  SessionRecorder,
} from "../session/mod.ts";
import type { SessionPorts, SessionSlot } from "./session_ports.ts";

type CallKind = "play" | "events" | "signin" | "browse";

/**
 * Carries out one planned session over real HTTP and tells its lines; whatever happens is in them.
 * Answers whether it came to what it wanted.
 */
export async function runSession(
  session: PlannedSession,
  slot: SessionSlot,
  ports: SessionPorts,
): Promise<boolean> {
  const viewer = new ViewerSession(session, slot, ports);
  try {
    return await viewer.run();
  } catch (thrown) {
    viewer.crash(thrown);
    return false;
  } finally {
    viewer.close();
  }
}

const LAST_STEPS: ReadonlySet<string> = new Set(["ended", "stopped", "failed"]);

class ViewerSession implements SessionWatcher {
  readonly #session: PlannedSession;
  readonly #slot: SessionSlot;
  readonly #ports: SessionPorts;
  readonly #recorder: SessionRecorder;
  readonly #client: GatewayClient;
  readonly #account: ViewerAccount;
  /** Ends it: the patience is over, or what it wanted to watch. */
  readonly #leaving = new AbortController();
  readonly #signal: AbortSignal;
  #hasLeft = false;
  #cancelLeave: () => void = () => undefined;
  /** Its last words to playback take a while longer. */
  #endedAtMs: number | undefined;
  #lastPlay: CallAttempt | undefined;

  constructor(session: PlannedSession, slot: SessionSlot, ports: SessionPorts) {
    const { place, seat, scheduledAtMs, startedAtMs } = slot;
    const { clock, timer, gatewayUrl, wallOffsetMs, emit } = ports;
    this.#session = session;
    this.#slot = slot;
    this.#ports = ports;
    this.#recorder = new SessionRecorder({
      ...{ session, wallOffsetMs, emit },
      scheduledAtMs: Math.round(scheduledAtMs + wallOffsetMs),
      startedAtMs: Math.round(startedAtMs + wallOffsetMs),
      ...(place.clientIp === undefined ? {} : { clientIp: place.clientIp }),
    });
    const rng = { next: session.random };
    this.#client = new GatewayClient({ url: gatewayUrl, http: place.http, clock, timer, rng });
    this.#account = ViewerAccount.resume(this.#client, seat);
    this.#signal = AbortSignal.any([ports.signal, this.#leaving.signal]);
  }

  async run(): Promise<boolean> {
    const { scenario, patienceMs } = this.#session;
    const { clock, timer } = this.#ports;
    const patientMs = this.#slot.scheduledAtMs + patienceMs - clock.monotonicMs();
    this.#cancelLeave = timer.after(Math.max(0, patientMs), () => this.#leave());
    const end = scenario === "play" ? await this.#play() : await this.#call(scenario);
    this.#recorder.over(end, this.#endedAtMs ?? clock.monotonicMs());
    return end.outcome !== "failed";
  }

  /** A bug of ours says nothing about the platform, and must not look as if it did. */
  crash(thrown: unknown): void {
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const failure = { kind: "script", type: name, service: "engine", url: "", message } as const;
    this.#recorder.over({ outcome: "failed", failure }, this.#ports.clock.monotonicMs());
  }

  close(): void {
    this.#cancelLeave();
    this.#slot.seat.accessToken = this.#account.accessToken;
  }

  take(action: ViewerAction, nowMs: number): void {
    this.#recorder.take(action, nowMs);
    if (action.kind !== "step") return;
    if (LAST_STEPS.has(action.step.step)) this.#endedAtMs = nowMs;
    if (action.step.step !== "started") return;
    this.#cancelLeave();
    this.#cancelLeave = this.#ports.timer.after(
      this.#session.watchMs,
      () => this.#leaving.abort(),
    );
  }

  hear(input: ViewerInput, nowMs: number): void {
    this.#recorder.hear(input, nowMs);
  }

  attempted(kind: CallKind, attempt: CallAttempt): void {
    if (kind === "play") this.#lastPlay = attempt;
    this.#count(kind, kind === "signin" ? "user" : "playback", attempt);
  }

  async #play(): Promise<SessionEnd> {
    const { titleId, playId, traceParent, random } = this.#session;
    const { place, startedAtMs } = this.#slot;
    const { clock, timer } = this.#ports;
    const isTold = place.clientIp !== undefined && !place.isBound;
    const played = await playSession({
      ...{ account: this.#account, http: place.http, clock, timer, rng: { next: random } },
      ...{ signal: this.#signal, titleId, playId, traceParent, requestedAtMs: startedAtMs },
      ...(isTold && place.clientIp !== undefined ? { clientIp: place.clientIp } : {}),
      // A look after the OCA that serves would be a load that no real player gives.
      watchMs: Infinity,
      onViewer: (_viewer, { ocas }) =>
        this.#recorder.offered(ocas.map(({ id }) => id), clock.monotonicMs()),
      watcher: this,
    });
    return this.#endOf(played);
  }

  #endOf(result: PlayedSession): SessionEnd {
    const { outcome, answer } = result;
    if (outcome === "ended") return { outcome, result };
    if (outcome === "stopped") return { outcome: this.#hasLeft ? "left" : "stopped", result };
    // One that playback never let play has no viewer that could say why.
    if (answer !== undefined || this.#lastPlay === undefined) return { outcome, result };
    const { url } = this.#lastPlay;
    const failure = callFailure(this.#lastPlay, {
      ...{ service: "playback", url, traceId: this.#session.traceId },
    });
    return { outcome, failure };
  }

  async #call(scenario: "signin" | "browse"): Promise<SessionEnd> {
    let last: { readonly service: string; readonly attempt: CallAttempt } | undefined;
    const hear = (service: string) => (attempt: CallAttempt) => {
      last = { service, attempt };
      this.#count(scenario, service, attempt);
    };
    try {
      if (scenario === "signin") await this.#signIn(hear("user"));
      else await this.#browse(hear);
      return { outcome: "ended" };
    } catch (thrown) {
      if (this.#signal.aborted) return { outcome: this.#hasLeft ? "left" : "stopped" };
      if (!(thrown instanceof NetopsError) || last === undefined) throw thrown;
      const { service, attempt } = last;
      return { outcome: "failed", failure: callFailure(attempt, { service, url: attempt.url }) };
    }
  }

  async #signIn(onAttempt: (attempt: CallAttempt) => void): Promise<void> {
    const { email, password } = this.#slot.seat;
    await this.#client.json({
      ...{ method: "POST", path: "/user/login", body: { email, password } },
      ...{ signal: this.#signal, onAttempt },
    });
    this.#served("signin");
  }

  async #browse(hear: (service: string) => (attempt: CallAttempt) => void): Promise<void> {
    for (const { waitMs, service, path } of browsePages(this.#session)) {
      await this.#ports.timer.sleep(waitMs, this.#signal);
      const call = { method: "GET", path, signal: this.#signal, onAttempt: hear(service) };
      await this.#account.json(call);
      this.#served("browse");
    }
  }

  #served(step: "signin" | "browse"): void {
    this.#recorder.served(step, this.#ports.clock.monotonicMs());
  }

  #leave(): void {
    this.#hasLeft = !this.#recorder.isServed;
    if (this.#hasLeft) this.#leaving.abort();
  }

  #count(kind: CallKind, service: string, attempt: CallAttempt): void {
    const { url, bytes, durationMs, status } = attempt;
    this.#recorder.call({
      ...{ kind, service, url, bytes },
      ...(status === undefined ? {} : { durationMs }),
      ...(isExpected(attempt) ? {} : { failure: callFailure(attempt, { service, url }) }),
    }, this.#ports.clock.monotonicMs());
  }
}

/** What a rule refused, and a token that ended, say nothing about quality. */
function isExpected(answer: CallAnswer): boolean {
  const { status } = answer;
  return status === 401 || isBusiness(answer) || status !== undefined && status < 300;
}
