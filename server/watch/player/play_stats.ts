/** What a session was like so far. */
export interface PlayFigures {
  /** From the wish to play to the first frame. */
  readonly startupMs: number | undefined;
  readonly stalls: number;
  readonly stalledMs: number;
}

/**
 * Measures startup time and stalls of one session.
 *
 * A stall begins when the picture stands although it should move, and ends when it moves again; waiting
 * for the first frame is startup, waiting after a seek is the viewer's own doing: neither is a stall.
 * A stall that goes on counts up to now.
 *
 * Source: CTA-2066, initial startup time and stall duration.
 */
export class PlayStats {
  readonly #askedAtMs: number;
  #startedAtMs: number | undefined;
  #stalledSinceMs: number | undefined;
  #isSeeking = false;
  #stalls = 0;
  #stalledMs = 0;

  constructor(askedAtMs: number) {
    this.#askedAtMs = askedAtMs;
  }

  /** The picture moves. Answers what ended by it. */
  moves(nowMs: number): { readonly isStart: boolean; readonly stallMs: number } {
    const isStart = this.#startedAtMs === undefined;
    if (isStart) this.#startedAtMs = nowMs;
    this.#isSeeking = false;
    return { isStart, stallMs: this.#endStall(nowMs) };
  }

  /** The picture stands for want of data. Answers whether a stall began. */
  waits(nowMs: number): boolean {
    if (this.#startedAtMs === undefined || this.#isSeeking) return false;
    if (this.#stalledSinceMs !== undefined) return false;
    this.#stalledSinceMs = nowMs;
    this.#stalls++;
    return true;
  }

  /** The viewer jumps: what is waited for until the picture moves is no stall. */
  seeks(nowMs: number): void {
    this.#endStall(nowMs);
    this.#isSeeking = true;
  }

  /** The viewer pauses, or the title is over: time does not count. */
  rests(nowMs: number): void {
    this.#endStall(nowMs);
  }

  /** The figures as of now. */
  figures(nowMs: number): PlayFigures {
    const open = this.#stalledSinceMs === undefined ? 0 : nowMs - this.#stalledSinceMs;
    return {
      startupMs: this.#startedAtMs === undefined ? undefined : this.#startedAtMs - this.#askedAtMs,
      stalls: this.#stalls,
      stalledMs: this.#stalledMs + open,
    };
  }

  #endStall(nowMs: number): number {
    if (this.#stalledSinceMs === undefined) return 0;
    const stallMs = nowMs - this.#stalledSinceMs;
    this.#stalledMs += stallMs;
    this.#stalledSinceMs = undefined;
    return stallMs;
  }
}
