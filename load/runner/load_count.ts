import type { LoadFacts } from "../report/load_facts.ts";
import type { LoadProgress } from "../report/load_progress.ts";
import { LoadTally, type ProgressContext } from "../report/load_tally.ts";
import { PointTally } from "../report/point_tally.ts";
import type { LoadOrder } from "../run/load_order.ts";
import { arrivalAtMs } from "../session/mod.ts";
import type { SessionLine } from "../session/session_line.ts";
import type { EngineLine } from "./engine_port.ts";

/** Counts what an engine says: sessions of a preset, or the points of a script of the user's. */
export class LoadCount {
  readonly #order: LoadOrder;
  readonly #points: PointTally | undefined;
  #sessions: LoadTally;
  #isFed = false;
  #startedAtMs: number;
  readonly #errors: string[] = [];

  /** Begins with nothing; `startedAtMs` holds until a session says when it was to begin. */
  constructor(order: LoadOrder, startedAtMs: number) {
    this.#order = order;
    this.#startedAtMs = startedAtMs;
    this.#sessions = new LoadTally(order, startedAtMs);
    if (order.script !== undefined) this.#points = new PointTally(order, startedAtMs);
  }

  /** When the first session was to begin, as far as known. */
  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  /** Takes what the engine says. */
  take(line: EngineLine): void {
    if (line.kind === "session") this.#session(line.line);
    else if (line.kind === "point") this.#points?.feed(line.text);
    else if (line.kind === "error" && line.isException) {
      this.#errors.push(line.message);
      this.#tally.scriptError(line.message);
    }
  }

  /** How it goes now. */
  progress(context: ProgressContext): LoadProgress {
    return this.#tally.progress(context);
  }

  /** What was counted. */
  facts(endedAtMs: number, isWhole: boolean): LoadFacts {
    return this.#tally.facts(endedAtMs, isWhole);
  }

  get #tally(): LoadTally | PointTally {
    return this.#points ?? this.#sessions;
  }

  #session(line: SessionLine): void {
    if (!this.#isFed && line.type === "start") this.#begin(line);
    this.#isFed = true;
    this.#sessions.feed(line);
  }

  /** An engine takes a while to begin: its schedule counts from what it says, not from its start. */
  #begin(line: Extract<SessionLine, { type: "start" }>): void {
    const { arrivals } = this.#order;
    const dueMs = arrivals === undefined ? 0 : arrivalAtMs(arrivals, line.index);
    if (!Number.isFinite(dueMs)) return;
    this.#startedAtMs = Math.round(line.scheduledAtMs - dueMs);
    this.#sessions = new LoadTally(this.#order, this.#startedAtMs);
    for (const message of this.#errors) this.#sessions.scriptError(message);
  }
}
