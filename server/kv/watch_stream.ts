import type { WatchBoard } from "./watch_board.ts";
import { encodeWatchFrame, type Entry, keepAliveFrame, type WatchedKey } from "./wire/answers.ts";

/** What a watch stream works with. */
export interface WatchStreamOptions {
  readonly keys: readonly Uint8Array[];
  readonly board: WatchBoard;
  /** Reads all keys from one snapshot, in their order. */
  readonly read: (keys: readonly Uint8Array[]) => readonly (Entry | undefined)[];
  /** Ends the stream when it aborts. */
  readonly signal: AbortSignal;
}

const GONE = 0;

/**
 * Streams the state of some keys: at once, and again whenever one changed.
 *
 * Each frame is one consistent snapshot. A slow reader gets the newest state instead of a backlog, so
 * a watch holds at most one frame. Source: denokv `kv-connect.md`, "Watch Request".
 */
export function watchStream(options: WatchStreamOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { keys, board, signal } = options;
  let seen: number[] | undefined;
  let stop = () => {};
  let dirty = true;
  const readOrEnd = (controller: ReadableStreamDefaultController) => {
    try {
      return options.read(keys);
    } catch (thrown) {
      // The client watches again by itself when the stream breaks.
      stop();
      controller.error(thrown);
    }
  };
  const send = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    if (!dirty || (controller.desiredSize ?? 0) <= 0) return;
    dirty = false;
    const entries = readOrEnd(controller);
    if (entries === undefined) return;
    const versions = entries.map((entry) => entry?.version ?? GONE);
    const news = entries.map((entry, i): WatchedKey =>
      seen?.[i] === versions[i] ? "unchanged" : { entry }
    );
    seen = versions;
    if (news.some((key) => key !== "unchanged")) controller.enqueue(encodeWatchFrame(news));
  };
  return new ReadableStream({
    start(controller) {
      const remove = board.add({
        keys,
        wake: () => {
          dirty = true;
          send(controller);
        },
        ping: () => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(keepAliveFrame());
        },
      });
      const end = () => {
        stop();
        controller.close();
      };
      stop = () => {
        remove();
        signal.removeEventListener("abort", end);
      };
      signal.addEventListener("abort", end);
    },
    pull: send,
    cancel: () => stop(),
  });
}
