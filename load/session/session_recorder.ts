import type { ViewerAction, ViewerInput, ViewerResult, ViewerStep } from "@netops/core/viewer";
import { withoutQuery } from "./call_rules.ts";
import { type EndedExchange, ExchangeBook } from "./exchange_book.ts";
import { type EndedRequest, OpenRequests } from "./open_requests.ts";
import type { PlannedSession } from "./plan_session.ts";
import { Recovery } from "./recovery.ts";
import type { EndLine, SessionFailure, SessionLine, StartLine } from "./session_line.ts";
import { StartupSteps } from "./startup_steps.ts";

/** What a recorder works with; wall times in ms. */
export interface SessionRecorderOptions {
  readonly session: Pick<PlannedSession, "index" | "scenario" | "titleId">;
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
  /** Wall time less the clock of every `nowMs`; 0. */
  readonly wallOffsetMs?: number;
  readonly clientIp?: string;
  readonly emit: (line: SessionLine) => void;
}

/** How a session ended. */
export interface SessionEnd {
  readonly outcome: EndLine["outcome"];
  /** What the viewer says; undefined when there was none. */
  readonly result?: ViewerResult;
  /** Why it failed, where the viewer does not know it. */
  readonly failure?: SessionFailure;
}

const UNPLAYED = {
  ...{ playedMs: 0, stalls: 0, stalledMs: 0, switches: 0, failovers: 0 },
  averageBitrateBps: null,
};

/**
 * Turns what a driver sees of one session into its lines: one start, marks, one end. A driver hands on
 * every action of the viewer, everything that it feeds, and the calls that it makes itself; `nowMs` is
 * the viewer's clock throughout.
 */
export class SessionRecorder {
  readonly #options: SessionRecorderOptions;
  readonly #offsetMs: number;
  readonly #book = new ExchangeBook();
  readonly #requests: OpenRequests;
  readonly #steps: StartupSteps;
  readonly #recovery: Recovery;
  #offered: readonly string[] = [];
  #stalledAtMs: number | undefined;
  #start: StartLine["outcome"] | undefined;
  #isOver = false;

  /** Says nothing yet. */
  constructor(options: SessionRecorderOptions) {
    this.#options = options;
    this.#offsetMs = options.wallOffsetMs ?? 0;
    this.#requests = new OpenRequests(this.#offsetMs);
    this.#steps = new StartupSteps(options.scheduledAtMs);
    this.#steps.end("queue", options.startedAtMs);
    this.#recovery = new Recovery((mark) => {
      const atMs = Math.round(mark.atMs + this.#offsetMs);
      options.emit({ type: "mark", index: options.session.index, mark: "failover", ...mark, atMs });
    });
  }

  /** Whether the viewer got what it came for: a picture, or a first page. */
  get isServed(): boolean {
    return this.#start === "started";
  }

  /** Counts a call to the platform; `url` may have a query. */
  call(exchange: Omit<EndedExchange, "isOca" | "atMs">, nowMs: number): void {
    this.#book.count({ ...exchange, isOca: false, atMs: this.#wall(nowMs) });
  }

  /** Notes OCAs that playback offered, best first. */
  offered(ocas: readonly string[], nowMs: number): void {
    this.#offered = ocas;
    this.#steps.end("play", this.#wall(nowMs));
  }

  /** Hands on an action of the viewer, in order, before it is done. */
  take(action: ViewerAction, nowMs: number): void {
    if (action.kind === "fetch") this.#requests.begin(action.request, nowMs);
    else if (action.kind === "abort") this.#count(this.#requests.abort(action.id, nowMs));
    else if (action.kind === "step") this.#step(action.step, nowMs);
  }

  /**
   * Hands on what is fed to the viewer, before it is fed. `durationMs` where the driver measures finer
   * than its clock.
   */
  hear(input: ViewerInput, nowMs: number, durationMs?: number): void {
    const ended = this.#requests.hear(input, { nowMs, durationMs });
    this.#count(ended);
    if (ended !== undefined && ended.exchange.failure === undefined) {
      const { purpose } = ended.request;
      if (purpose !== "master" && purpose !== "segment") {
        this.#steps.end(purpose, this.#wall(nowMs));
      }
    }
  }

  /** Says that a session without a picture got what it came for. */
  served(step: "signin" | "browse", nowMs: number): void {
    this.#steps.end(step, this.#wall(nowMs));
    this.#sayStart("started", this.#wall(nowMs), {});
  }

  /** Ends the session; what comes after is passed over. */
  over({ outcome, result, failure }: SessionEnd, nowMs: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const atMs = this.#wall(nowMs);
    const why = failure ?? (outcome === "failed" ? this.#gaveUp(result) : undefined);
    if (why !== undefined) this.#book.conclude(why, atMs);
    this.#recovery.close();
    const start = { ended: "cut", stopped: "cut", failed: "failed", left: "left" } as const;
    this.#sayStart(start[outcome], atMs, why === undefined ? {} : { failure: why });
    const { session, startedAtMs, emit } = this.#options;
    const { playedMs, stalls, stalledMs, switches, failovers, averageBitrateBps } = result ??
      UNPLAYED;
    emit({
      ...{ type: "end", index: session.index, startedAtMs, atMs, outcome },
      ...(session.scenario === "play" ? { titleId: session.titleId } : {}),
      ...{ playedMs, stalls, stalledMs, switches, failovers, averageBitrateBps },
      ...this.#book.lists(),
    });
  }

  #step(step: ViewerStep, nowMs: number): void {
    const { index } = this.#options.session;
    const atMs = this.#wall(step.tsMs);
    const oca = step.oca === undefined ? {} : { oca: step.oca };
    switch (step.step) {
      case "chosen":
        return this.#steps.end("master", atMs);
      case "started":
        this.#steps.end("segment", atMs);
        return this.#sayStart("started", atMs, oca);
      case "stalled":
        this.#stalledAtMs = atMs;
        return this.#options.emit({ type: "mark", index, atMs, mark: "stalled", ...oca });
      case "resumed": {
        const tookMs = atMs - (this.#stalledAtMs ?? atMs);
        return this.#options.emit({ type: "mark", index, atMs, mark: "resumed", ...oca, tookMs });
      }
      case "switch":
        return this.#options.emit({ type: "mark", index, atMs, mark: "switch", ...oca });
      case "lost":
        return this.#count(this.#requests.blame(step.detail ?? "", nowMs));
      case "failover":
        return this.#recovery.failover(step);
      case "segment":
        return this.#recovery.good(step.tsMs);
      default:
        return;
    }
  }

  #count(ended: EndedRequest | undefined): void {
    if (ended === undefined) return;
    this.#book.count(ended.exchange);
    // A probe that fails costs nothing: others are asked at the same time.
    const isServing = ended.request.purpose !== "master";
    if (isServing && ended.exchange.failure !== undefined) this.#recovery.bad(ended.startedAtMs);
  }

  #sayStart(
    outcome: StartLine["outcome"],
    atMs: number,
    { oca, failure }: Pick<StartLine, "oca" | "failure">,
  ): void {
    if (this.#start !== undefined) return;
    this.#start = outcome;
    const { session, scheduledAtMs, startedAtMs, clientIp, emit } = this.#options;
    const place = oca === undefined ? -1 : this.#offered.indexOf(oca);
    const { index, scenario } = session;
    emit({
      ...{ type: "start", index, ...(scenario === "play" ? {} : { scenario }) },
      ...{ scheduledAtMs, startedAtMs, atMs, outcome },
      ...(outcome === "started" ? { startupMs: atMs - scheduledAtMs } : {}),
      ...(outcome === "cut" ? {} : { steps: this.#steps.until(atMs) }),
      ...(oca === undefined ? {} : { oca }),
      ...(place < 0 ? {} : { ocaRank: place + 1 }),
      ...(clientIp === undefined ? {} : { clientIp }),
      ...(failure === undefined ? {} : { failure: { ...failure, url: withoutQuery(failure.url) } }),
    });
  }

  /** What a viewer that gave up met last. */
  #gaveUp(result: ViewerResult | undefined): SessionFailure {
    const last = this.#book.lastFailure;
    return {
      kind: "technical",
      type: "gave up",
      service: last?.service ?? result?.oca ?? "playback",
      url: last?.url ?? "",
      message: result?.error ?? last?.message ?? "the session failed without a word",
    };
  }

  #wall(nowMs: number): number {
    return Math.round(nowMs + this.#offsetMs);
  }
}
