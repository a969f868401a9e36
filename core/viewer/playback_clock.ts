/** What changed in playback, and exactly when. */
export interface ClockChange {
  readonly type: "started" | "stalled" | "resumed" | "ended";
  readonly atMs: number;
}

/** What a clock is made of. */
export interface PlaybackClockOptions {
  readonly requestedAtMs: number;
  /** Begins, and goes on after a stall, with this much media. */
  readonly startBufferMs: number;
}

/**
 * Plays a virtual buffer: the position moves with time while there is media, and stands in a stall.
 *
 * It is exact however seldom it is asked: a stall begins when the media ran out, not when somebody
 * looked. Source: CTA-2066, startup time and stalled time.
 */
export class PlaybackClock {
  readonly #options: PlaybackClockOptions;
  #state: "starting" | "playing" | "stalled" | "ended" = "starting";
  #lastMs: number;
  #positionMs = 0;
  #mediaEndMs = 0;
  #isComplete = false;
  #startupMs: number | null = null;
  #stalls = 0;
  #stalledMs = 0;

  /** Starts the clock of startup. */
  constructor(options: PlaybackClockOptions) {
    this.#options = options;
    this.#lastMs = options.requestedAtMs;
  }

  /** What the picture does. */
  get state(): "starting" | "playing" | "stalled" | "ended" {
    return this.#state;
  }

  /** Media time of the picture. */
  get positionMs(): number {
    return this.#positionMs;
  }

  /** How much media is ready. */
  get bufferMs(): number {
    return this.#mediaEndMs - this.#positionMs;
  }

  /** From the request to the first picture; null before. */
  get startupMs(): number | null {
    return this.#startupMs;
  }

  /** How often the media ran out. */
  get stalls(): number {
    return this.#stalls;
  }

  /** How long the picture stood, as of the last time that was told. */
  get stalledMs(): number {
    return this.#stalledMs;
  }

  /** Lets time pass until `nowMs`; time never goes back. */
  advance(nowMs: number): readonly ClockChange[] {
    const passedMs = Math.max(0, nowMs - this.#lastMs);
    const beforeMs = this.#lastMs;
    this.#lastMs = Math.max(this.#lastMs, nowMs);
    if (this.#state === "stalled") this.#stalledMs += passedMs;
    if (this.#state !== "playing") return [];
    const leftMs = this.bufferMs;
    if (passedMs < leftMs) {
      this.#positionMs += passedMs;
      return [];
    }
    this.#positionMs = this.#mediaEndMs;
    return [this.#runOut(beforeMs + leftMs, passedMs - leftMs)];
  }

  /** Says until when there is media, and whether that is all of it; lets time pass first. */
  extend(mediaEndMs: number, isComplete: boolean, nowMs: number): readonly ClockChange[] {
    const changes = this.advance(nowMs);
    this.#mediaEndMs = Math.max(this.#mediaEndMs, mediaEndMs);
    this.#isComplete = isComplete;
    const waits = this.#state === "starting" || this.#state === "stalled";
    if (!waits || (this.bufferMs < this.#options.startBufferMs && !isComplete)) return changes;
    const type = this.#state === "starting" ? "started" : "resumed";
    if (type === "started") this.#startupMs = this.#lastMs - this.#options.requestedAtMs;
    this.#state = "playing";
    const resumed: ClockChange = { type, atMs: this.#lastMs };
    // The sound may say that it was all only after the picture came to its end.
    return [...changes, resumed, ...(this.bufferMs <= 0 ? this.advance(nowMs) : [])];
  }

  #runOut(atMs: number, afterMs: number): ClockChange {
    if (this.#isComplete) {
      this.#state = "ended";
      return { type: "ended", atMs };
    }
    this.#state = "stalled";
    this.#stalls++;
    this.#stalledMs += afterMs;
    return { type: "stalled", atMs };
  }
}
