import { type PlaybackState } from "./playback_state.ts";

const MOST_NOTES = 30;
const SAME_MS = 10_000;
const TRACE_MS = 500;
const MOST_TRACE = 120;

/** Keeps what is known of one session, and publishes every change of it. */
export class SessionBoard {
  #state: PlaybackState;
  #tracedAtMs = -Infinity;
  #isClosed = false;
  readonly #publish: (state: PlaybackState) => void;

  constructor(first: PlaybackState, publish: (state: PlaybackState) => void) {
    this.#state = first;
    this.#publish = publish;
  }

  get state(): PlaybackState {
    return this.#state;
  }

  /** Whether the session is over for the viewer: nothing but a new one changes that. */
  get isOver(): boolean {
    return this.#isClosed || this.#state.phase === "ended" || this.#state.phase === "failed";
  }

  /** Changes some of it. */
  patch(change: Partial<PlaybackState>): void {
    if (this.#isClosed) return;
    this.#state = { ...this.#state, ...change };
    this.#publish(this.#state);
  }

  /** Writes down what happened, at the position where it happened. */
  note(text: string): void {
    const { notes, positionMs } = this.#state;
    // Sound and picture fail side by side: what was just said is not said again.
    const isSaid = notes.some((note) =>
      note.text === text && Math.abs(note.atMs - positionMs) < SAME_MS
    );
    if (isSaid) return;
    this.patch({ notes: [...notes, { atMs: positionMs, text }].slice(-MOST_NOTES) });
  }

  /** Adds the buffer to the trace of the last minute, twice a second. */
  trace(bufferMs: number, nowMs: number): readonly number[] {
    const { bufferTrace } = this.#state;
    if (nowMs - this.#tracedAtMs < TRACE_MS) return bufferTrace;
    this.#tracedAtMs = nowMs;
    return [...bufferTrace, bufferMs].slice(-MOST_TRACE);
  }

  /** Publishes nothing any more. */
  close(): void {
    this.#isClosed = true;
  }
}
