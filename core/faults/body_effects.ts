import type { Timer } from "../ports/timer.ts";
import { pause } from "./pause.ts";

/** The body of an answer. */
export type AnswerBody = ReadableStream<Uint8Array<ArrayBuffer>>;

/** How a body is slowed down. */
export interface SlowBodyOptions {
  readonly bytesPerSecond: number;
  readonly timer: Timer;
  /** From then on it flows as it comes. */
  readonly ended: AbortSignal;
}

/** A piece lasts about so long: short enough to look like a slow line, long enough to cost little. */
const PIECE_MS = 50;
/** Timers are no finer: shorter waits are put together. */
const LEAST_WAIT_MS = 4;

/** Ends a body after so many bytes, as if that were all. */
export function truncateBody(body: AnswerBody, keepBytes: number): AnswerBody {
  const reader = body.getReader();
  let left = keepBytes;
  return new ReadableStream({
    async pull(controller) {
      while (left > 0) {
        const { value, done } = await reader.read();
        if (done) return controller.close();
        if (value.byteLength === 0) continue;
        const kept = value.subarray(0, left);
        left -= kept.byteLength;
        controller.enqueue(kept);
        if (left > 0) return;
      }
      controller.close();
      // Nobody reads the rest; that it cannot be cancelled changes nothing.
      reader.cancel().catch(() => undefined);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Lets a body through at `bytesPerSecond` at most; reads on only as fast as it is read. */
export function slowBody(body: AnswerBody, options: SlowBodyOptions): AnswerBody {
  const { bytesPerSecond, timer, ended } = options;
  const reader = body.getReader();
  const left = new AbortController();
  const pieceBytes = Math.max(1, Math.floor(bytesPerSecond * PIECE_MS / 1_000));
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  let owedMs = 0;
  return new ReadableStream({
    async pull(controller) {
      while (rest.byteLength === 0) {
        const { value, done } = await reader.read();
        if (done) return left.signal.aborted ? undefined : controller.close();
        rest = value;
      }
      const piece = ended.aborted ? rest : rest.subarray(0, pieceBytes);
      owedMs += piece.byteLength / bytesPerSecond * 1_000;
      if (owedMs >= LEAST_WAIT_MS) {
        await pause(timer, owedMs, [ended, left.signal]);
        owedMs = 0;
      }
      if (left.signal.aborted) return;
      rest = rest.subarray(piece.byteLength);
      controller.enqueue(piece);
    },
    cancel: (reason) => {
      left.abort();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
