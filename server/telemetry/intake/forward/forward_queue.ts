import type { OtlpDelivery } from "../otlp/otlp_intake.ts";
import type { DropCounter } from "../sinks.ts";

/** Requests that wait to be passed on; the oldest go first when there is no room. */
export class ForwardQueue {
  readonly #mostBytes: number;
  readonly #onDrop: DropCounter;
  readonly #waiting: OtlpDelivery[] = [];
  #sizeBytes = 0;

  /** Holds at most `mostBytes`. */
  constructor(mostBytes: number, onDrop: DropCounter) {
    this.#mostBytes = mostBytes;
    this.#onDrop = onDrop;
  }

  /** Requests that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Their bodies together. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Puts one at the end; counts what has to go for it. */
  push(delivery: OtlpDelivery): void {
    if (delivery.body.length > this.#mostBytes) return this.#onDrop("forward", "too_large", 1);
    this.#waiting.push(delivery);
    this.#sizeBytes += delivery.body.length;
    let dropped = 0;
    while (this.#sizeBytes > this.#mostBytes) {
      this.take();
      dropped++;
    }
    if (dropped > 0) this.#onDrop("forward", "queue_full", dropped);
  }

  /** Puts one back that could not be sent, unless newer ones have taken its room. */
  putBack(delivery: OtlpDelivery): void {
    if (this.#sizeBytes + delivery.body.length > this.#mostBytes) {
      return this.#onDrop("forward", "queue_full", 1);
    }
    this.#waiting.unshift(delivery);
    this.#sizeBytes += delivery.body.length;
  }

  /** Takes the oldest. */
  take(): OtlpDelivery | undefined {
    const first = this.#waiting.shift();
    this.#sizeBytes -= first?.body.length ?? 0;
    return first;
  }
}
