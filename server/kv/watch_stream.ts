import type { WatchBoard, Watcher } from "./watch_board.ts";
import { encodeWatchFrame, type Entry, keepAliveFrame } from "./wire/answers.ts";

/** What a watch stream works with. */
export interface WatchStreamOptions {
  readonly keys: readonly Uint8Array[];
  readonly board: WatchBoard;
  /** Reads all keys from one snapshot, in their order. */
  readonly read: (keys: readonly Uint8Array[]) => readonly (Entry | undefined)[];
  /** Ends the stream when it aborts. */
  readonly signal: AbortSignal;
}

type Frame = Uint8Array<ArrayBuffer>;

const NO_VERSION = 0;

/**
 * Streams the state of some keys: at once, and again whenever one changed.
 *
 * Each frame is one consistent snapshot. A slow reader gets the newest state instead of a backlog, so
 * a watch holds at most one frame. Source: denokv `kv-connect.md`, "Watch Request".
 */
export function watchStream(options: WatchStreamOptions): ReadableStream<Frame> {
  return new ReadableStream(new WatchSource(options));
}

class WatchSource implements Watcher, UnderlyingDefaultSource<Frame> {
  readonly keys: readonly Uint8Array[];
  readonly #options: WatchStreamOptions;
  readonly #onAbort = () => this.#end();
  #controller: ReadableStreamDefaultController<Frame> | undefined;
  #remove: () => void = () => {};
  #seen: readonly number[] = [];
  #stale = true;

  constructor(options: WatchStreamOptions) {
    this.#options = options;
    this.keys = options.keys;
  }

  start(controller: ReadableStreamDefaultController<Frame>): void {
    this.#controller = controller;
    this.#remove = this.#options.board.add(this);
    this.#options.signal.addEventListener("abort", this.#onAbort);
  }

  pull(): void {
    if (!this.#stale || !this.#hasRoom()) return;
    this.#stale = false;
    try {
      const entries = this.#options.read(this.keys);
      const versions = entries.map((entry) => entry?.version ?? NO_VERSION);
      if (versions.every((version, i) => version === this.#seen[i])) return;
      this.#seen = versions;
      this.#controller?.enqueue(encodeWatchFrame(entries));
    } catch (thrown) {
      // The client watches again by itself when its stream breaks.
      this.cancel();
      this.#controller?.error(thrown);
    }
  }

  cancel(): void {
    this.#remove();
    this.#options.signal.removeEventListener("abort", this.#onAbort);
  }

  wake(): void {
    this.#stale = true;
    this.pull();
  }

  ping(): void {
    if (this.#hasRoom()) this.#controller?.enqueue(keepAliveFrame());
  }

  #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  #end(): void {
    this.cancel();
    this.#controller?.close();
  }
}
