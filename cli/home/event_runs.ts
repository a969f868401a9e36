import type { TimelineEvent } from "@netops/core/contracts";

/** One run of a home: how it is called, and when it began. */
export interface KnownRun {
  readonly runId: string;
  readonly startedAtMs: number;
}

/** Tells the runs of one home apart: their events stand in one time line, and each run begins with its start. */
export class EventRuns {
  /** The latest first. */
  readonly #starts: readonly TimelineEvent[];
  readonly #lastSeq: number;

  /** Reads where runs begin. */
  constructor(events: readonly TimelineEvent[]) {
    this.#starts = events.filter(({ kind }) => kind === "platform.start")
      .toSorted((one, other) => other.seq - one.seq);
    this.#lastSeq = events.reduce((most, { seq }) => Math.max(most, seq), 0);
  }

  /** The run of an event; undefined when its start is not remembered any more. */
  runOf({ seq }: Pick<TimelineEvent, "seq">): KnownRun | undefined {
    // Not by time: an event that came late still has a number of its run.
    const start = this.#starts.find((one) => one.seq <= seq);
    return start === undefined ? undefined : { runId: start.subject, startedAtMs: start.tsMs };
  }

  /** Whether an event is of the newest run, the one that runs now or that ended last. */
  isNewest(event: Pick<TimelineEvent, "seq">): boolean {
    return this.runOf(event)?.runId === this.runOf({ seq: this.#lastSeq })?.runId;
  }
}
