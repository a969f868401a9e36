import type { CancelTimer, Timer } from "@netops/core";
import type { WaitBoard } from "./wait_board.ts";

/** An answer that may have to wait for something to happen. */
export interface Hold {
  /** The JSON to answer, or undefined when there is nothing to say yet. */
  readonly look: () => string | undefined;
  /** The JSON to answer when nothing happened in time. */
  readonly last: () => string;
  /** What is waited for. */
  readonly keys: readonly string[];
  readonly waitMs: number;
  readonly board: WaitBoard;
  readonly timer: Timer;
  /** Ends the waiting when it aborts. */
  readonly signal: AbortSignal;
}

const JSON_TYPE = { "content-type": "application/json" };
const encoder = new TextEncoder();

/**
 * Answers at once when there is something to say, or holds the body until there is.
 *
 * The head goes out at once in any case, so that callers who time heads see how fast the process is, not
 * how long it was told to wait. A space before JSON means nothing.
 */
export function heldAnswer(hold: Hold): Response {
  const now = hold.look();
  if (now !== undefined) return new Response(now, { headers: JSON_TYPE });
  if (hold.waitMs <= 0 || hold.signal.aborted) {
    return new Response(hold.last(), { headers: JSON_TYPE });
  }
  return new Response(new ReadableStream(new HeldSource(hold)), { headers: JSON_TYPE });
}

class HeldSource implements UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> {
  readonly #hold: Hold;
  readonly #onAbort = () => this.#finish(this.#hold.last());
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #cancelTimer: CancelTimer = () => undefined;
  #leaveBoard: () => void = () => undefined;

  constructor(hold: Hold) {
    this.#hold = hold;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): void {
    const { board, keys, timer, waitMs, signal } = this.#hold;
    this.#controller = controller;
    controller.enqueue(encoder.encode(" "));
    this.#leaveBoard = board.add(keys, () => this.#wake());
    this.#cancelTimer = timer.after(waitMs, () => this.#finish(this.#hold.last()));
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  cancel(): void {
    this.#leaveBoard();
    this.#cancelTimer();
    this.#hold.signal.removeEventListener("abort", this.#onAbort);
  }

  #wake(): void {
    try {
      const answer = this.#hold.look();
      if (answer !== undefined) this.#finish(answer);
    } catch (thrown) {
      // The head is out: all that can be done is to break the answer, and the client asks again.
      this.cancel();
      this.#controller?.error(thrown);
    }
  }

  #finish(answer: string): void {
    this.cancel();
    this.#controller?.enqueue(encoder.encode(answer));
    this.#controller?.close();
  }
}
