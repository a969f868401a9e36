import type { MetricSummary } from "../judge/metric_summary.ts";
import type { LoadOrder } from "../run/load_order.ts";
import type { EndLine, MarkLine, SessionLine, StartLine } from "../session/session_line.ts";
import { ErrorBook } from "./error_book.ts";
import type { LoadFacts } from "./load_facts.ts";
import type { LoadPhase, LoadProgress } from "./load_progress.ts";
import type { LoadEvent } from "./load_report.ts";
import { inOrder, quantileOf, quantilesOf } from "./quantiles.ts";
import { RequestBook } from "./request_book.ts";
import { scheduledBy } from "./scheduled_by.ts";
import { SecondBook } from "./second_book.ts";
import { StartBook } from "./start_book.ts";

/** What a live view shows besides what is counted here. */
export interface ProgressContext {
  readonly nowMs: number;
  readonly phase: LoadPhase;
  readonly lastEvents: readonly LoadEvent[];
}

const WINDOW_MS = 10_000;

interface FoundIn extends Pick<LoadFacts, "numbers" | "scriptErrors" | "dropped"> {
  /** How long sessions began: the drain after it is none of a rate's time. */
  readonly seconds: number;
}

/** Counts the sessions of a load as its engine tells of them: for the live view, and for the report. */
export class LoadTally {
  readonly #order: LoadOrder;
  readonly #startedAtMs: number;
  readonly #starts = new StartBook();
  readonly #seconds = new SecondBook();
  readonly #requests = new RequestBook();
  readonly #errors = new ErrorBook();
  readonly #sums = {
    playedMs: 0,
    stalledMs: 0,
    stalls: 0,
    switches: 0,
    failovers: 0,
    ended: 0,
    plays: 0,
    brokenPlays: 0,
  };
  readonly #recoveryMs: number[] = [];
  readonly #bitrates: { readonly bps: number; readonly playedMs: number }[] = [];
  /** Numbers of sessions that began and of whose end nothing came yet. */
  readonly #open = new Set<number>();
  /** Numbers of sessions whose start said what the script threw: their end says it again. */
  readonly #thrown = new Set<number>();
  #scriptErrors = 0;
  #firstScriptError: string | undefined;
  #marksOfStalls = 0;
  #marksOfFailovers = 0;

  /** Begins with nothing; `startedAtMs` is when the first session was to begin. */
  constructor(order: LoadOrder, startedAtMs: number) {
    this.#order = order;
    this.#startedAtMs = startedAtMs;
  }

  /** Takes what the engine says. */
  feed(line: SessionLine): void {
    if (line.type === "start") this.#start(line);
    else if (line.type === "mark") this.#mark(line);
    else if (line.type === "end") this.#end(line);
  }

  /** Takes an exception of the script. */
  scriptError(message: string): void {
    this.#scriptErrors++;
    this.#firstScriptError ??= message.split("\n")[0] ?? message;
  }

  /** How it goes now. */
  progress({ nowMs, phase, lastEvents }: ProgressContext): LoadProgress {
    const { durationMs } = this.#order;
    const elapsedMs = Math.max(0, nowMs - this.#startedAtMs);
    const recent = this.#starts.startedSince(nowMs - WINDOW_MS);
    const windowS = Math.max(1, Math.min(WINDOW_MS, elapsedMs) / 1_000);
    const isBegun = phase !== "signing-in";
    return {
      ...{
        tsMs: nowMs,
        elapsedMs,
        totalMs: isBegun ? durationMs ?? null : null,
        phase,
        lastEvents,
      },
      attempted: isBegun ? this.#scheduled(elapsedMs) : 0,
      started: this.#starts.counts.started,
      failed: this.#starts.counts.failedTechnical,
      running: this.#starts.begun - this.#sums.ended,
      spsLast10s: Math.round(recent.length / windowS * 100) / 100,
      startupP95Ms: quantileOf(inOrder(recent), 0.95),
      ...{ stalls: this.#marksOfStalls, failovers: this.#marksOfFailovers },
      droppedIterations: 0,
    };
  }

  /** What was counted, at the end. `isWhole` says that nobody stopped it early. */
  facts(endedAtMs: number, isWhole: boolean): LoadFacts {
    const elapsedMs = endedAtMs - this.#startedAtMs;
    // An engine that ended too early without a word owes the rest of the schedule.
    const { durationMs = elapsedMs } = this.#order;
    const windowMs = isWhole ? durationMs : Math.min(durationMs, elapsedMs);
    const scheduled = this.#scheduled(isWhole ? Infinity : windowMs);
    const dropped = isWhole ? Math.max(0, (scheduled ?? 0) - this.#starts.begun) : 0;
    const attempted = this.#starts.begun + dropped;
    const numbers = this.#numbers({ attempted, windowS: windowMs / 1_000 });
    const facts = {
      ...{ unit: "sessions" as const, startedAtMs: this.#startedAtMs, endedAtMs, scheduled },
      ...{ begun: this.#starts.begun, dropped, unended: this.#open.size },
      ...{ scriptErrors: this.#scriptErrors, firstScriptError: this.#firstScriptError, numbers },
      seconds: this.#seconds.rows((fromMs, toMs) => this.#attempts(fromMs, toMs)),
      ocas: this.#requests.ocas(this.#starts.byOca),
      errors: this.#errors.rows(),
      steps: [
        ...this.#starts.steps(windowMs / 1_000),
        ...this.#requests.steps(windowMs / 1_000),
      ],
      ...{ lateMs: this.#starts.lateMs, runningMax: this.#seconds.runningMax() },
    };
    const seconds = windowMs / 1_000;
    return { ...facts, find: (metric) => this.#find(metric, { ...facts, seconds }) };
  }

  #start(line: StartLine): void {
    this.#starts.add(line);
    this.#seconds.start(line);
    this.#open.add(line.index);
    if (line.failure === undefined) return;
    this.#errors.add(line.failure, { atMs: line.atMs, count: 1, session: line.index });
    if (line.failure.kind !== "script") return;
    this.#thrown.add(line.index);
    this.scriptError(line.failure.message);
  }

  #mark(line: MarkLine): void {
    this.#seconds.mark(line);
    if (line.mark === "stalled") this.#marksOfStalls++;
    if (line.mark !== "failover") return;
    this.#marksOfFailovers++;
    if (line.tookMs !== undefined) this.#recoveryMs.push(line.tookMs);
  }

  #end(line: EndLine): void {
    const sums = this.#sums;
    sums.ended++;
    sums.playedMs += line.playedMs;
    sums.stalledMs += line.stalledMs;
    sums.stalls += line.stalls;
    sums.switches += line.switches;
    sums.failovers += line.failovers;
    // Who saw a picture and was refused, or found nobody who serves, before it wanted to leave.
    if (line.playedMs > 0) sums.plays++;
    if (line.playedMs > 0 && line.outcome === "failed") sums.brokenPlays++;
    if (line.averageBitrateBps !== null && line.playedMs > 0) {
      this.#bitrates.push({ bps: line.averageBitrateBps, playedMs: line.playedMs });
    }
    for (const tally of line.requests) this.#requests.add(tally);
    this.#seconds.end(line);
    this.#open.delete(line.index);
    for (const { atMs, count, ...failure } of line.failures) {
      this.#errors.add(failure, { atMs, count, session: line.index });
      // A script may throw after the first picture, too. What the start has told is not told anew.
      const isKnown = failure.kind !== "script" || this.#thrown.delete(line.index);
      if (!isKnown) this.scriptError(failure.message);
    }
  }

  #scheduled(elapsedMs: number): number | null {
    const { arrivals } = this.#order;
    return arrivals === undefined ? null : scheduledBy(arrivals, elapsedMs);
  }

  #attempts(fromMs: number, toMs: number): number | null {
    const { arrivals } = this.#order;
    if (arrivals === undefined) return null;
    const by = (tsMs: number) => scheduledBy(arrivals, Math.max(0, tsMs - this.#startedAtMs));
    return by(toMs) - by(fromMs);
  }

  #numbers(window: { readonly attempted: number; readonly windowS: number }): LoadFacts["numbers"] {
    const { attempted, windowS } = window;
    const { playedMs, stalledMs, stalls, switches, failovers, plays, brokenPlays } = this.#sums;
    const { counts } = this.#starts;
    const decided = counts.started + counts.failedTechnical + counts.left;
    const perSecond = (count: number) =>
      windowS === 0 ? 0 : Math.round(count / windowS * 100) / 100;
    return {
      spsAttempted: perSecond(attempted),
      spsAchieved: perSecond(counts.started),
      starts: { attempted, ...counts },
      startupMs: quantilesOf(this.#starts.startupMs),
      startFailureRatio: share(counts.failedTechnical, decided),
      exitBeforeStartRatio: share(counts.left, decided),
      stalledRatio: share(stalledMs, playedMs + stalledMs),
      playFailureRatio: share(brokenPlays, plays),
      stallsPerSession: share(stalls, counts.started),
      averageBitrateBps: meanBitrate(this.#bitrates),
      ...{ switches, failovers, recoveryMs: quantilesOf(this.#recoveryMs) },
      shareByOcaRank: this.#starts.shareByRank(),
    };
  }

  #find(metric: string, facts: FoundIn): MetricSummary | undefined {
    const { counts } = this.#starts;
    const { playedMs, stalledMs, failovers, plays, brokenPlays } = this.#sums;
    const decided = counts.started + counts.failedTechnical + counts.left;
    const counter = (count: number): MetricSummary => ({
      ...{ kind: "counter", count, seconds: facts.seconds },
    });
    const ratio = (part: number, whole: number): MetricSummary => ({ kind: "ratio", part, whole });
    const own: Readonly<Record<string, MetricSummary>> = {
      startup_ms: { kind: "trend", values: this.#starts.startupMs },
      start_failed: ratio(counts.failedTechnical, decided),
      start_failed_business: ratio(counts.failedBusiness, decided + counts.failedBusiness),
      exit_before_start: ratio(counts.left, decided),
      stalled_ratio: ratio(stalledMs, playedMs + stalledMs),
      play_failed: ratio(brokenPlays, plays),
      stalls_per_session: { kind: "value", value: facts.numbers.stallsPerSession },
      starts: counter(counts.started),
      failovers: counter(failovers),
      recovery_ms: { kind: "trend", values: this.#recoveryMs },
      average_bitrate_bps: { kind: "trend", values: this.#bitrates.map(({ bps }) => bps) },
      script_errors: counter(facts.scriptErrors),
      dropped_iterations: counter(facts.dropped),
    };
    return own[metric] ?? this.#requests.find(metric);
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Σ bits / Σ media time (CTA-2066). */
function meanBitrate(
  played: readonly { readonly bps: number; readonly playedMs: number }[],
): number | null {
  const mediaMs = played.reduce((sum, one) => sum + one.playedMs, 0);
  if (mediaMs === 0) return null;
  return Math.round(played.reduce((sum, one) => sum + one.bps * one.playedMs, 0) / mediaMs);
}
