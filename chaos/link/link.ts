import type { CancelTimer, Clock, TcpConnection } from "@netops/core";
import { Chain, END, MOST_READ_BYTES } from "./chain.ts";
import type { Piece } from "./piece.ts";
import type { Wake } from "./wake.ts";

const FIRST_BUFFER_BYTES = 8 * 1024;

/** Bytes of one direction; plain numbers, as they change with every piece. */
export interface Traffic {
  receivedBytes: number;
  sentBytes: number;
}

/** Sees what was read before anything is done with it; says which path it belongs to. */
export type See = (data: Uint8Array) => string | undefined;

/** What one direction works with. */
export interface LinkOptions {
  readonly from: TcpConnection;
  readonly to: TcpConnection;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly wake: Wake;
  /** Where its bytes are counted. */
  readonly traffic: Traffic;
  /** This direction has nothing more to do. */
  readonly onDone: () => void;
  /** A toxic ends the whole connection. */
  readonly onKill: (kind: "close" | "reset") => void;
}

/**
 * Carries one direction of one connection through its chain.
 *
 * Without toxics it reads and writes in turn with one buffer and no timer. With toxics it reads only
 * while the first stage has room, writes one piece at a time, and holds one timer for all stages.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #chain: Chain;
  #cancel: CancelTimer | undefined;
  #timerDueMs = Infinity;
  #onRoom: (() => void) | undefined;
  #isOver = false;
  #isWriting = false;
  #see: See | undefined;

  /** Does nothing before {@linkcode Link.run}. */
  constructor(options: LinkOptions) {
    this.#options = options;
    this.#chain = options.chain;
  }

  /** Bytes that wait here. */
  get heldBytes(): number {
    return this.#chain.heldBytes;
  }

  /** Names of the toxics that act here. */
  get active(): string[] {
    return this.#chain.active;
  }

  /** Shows everything that is read from now on to `see`. */
  follow(see: See): void {
    this.#see = see;
  }

  /** Reads until the source ends or the connection is closed; never rejects. */
  async run(): Promise<void> {
    this.pump();
    try {
      await this.#carry();
    } catch {
      // The sink broke, so nothing can be delivered; the other direction may still have its say.
      if (this.#isWriting) return this.#finish();
    }
    // The source ended or broke: what came before it is delivered, then nothing more can come.
    if (this.#isOver) return;
    this.#chain.push(END, this.#options.clock.monotonicMs());
    this.pump();
  }

  /** Lets the chain work after a change of its toxics, of time, or of the sink. */
  pump(): void {
    if (this.#isOver) return;
    const nowMs = this.#options.clock.monotonicMs();
    this.#chain.advance(nowMs);
    for (let piece = this.#chain.take(); piece !== undefined; piece = this.#chain.take()) {
      this.#send(piece);
      if (this.#isOver) return;
    }
    if (this.#chain.hasRoom) this.#wakeReader();
    this.#arm(nowMs);
  }

  /** Lets the chain work as soon as the caller is done: a change of toxics waits for no connection. */
  pumpSoon(): void {
    if (this.#isOver) return;
    this.#cancel?.();
    this.#timerDueMs = -Infinity;
    this.#wakeAfter(0);
  }

  /** Drops everything and holds no timer any more. */
  stop(): void {
    this.#isOver = true;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#chain.drop();
    this.#wakeReader();
  }

  /** Two awaits for each piece that meets no toxic: this is what the throughput hangs on. */
  async #carry(): Promise<void> {
    const { from, to, traffic } = this.#options;
    const chain = this.#chain;
    let buffer = new Uint8Array(FIRST_BUFFER_BYTES);
    while (!this.#isOver) {
      const count = await from.read(
        chain.isBypassed ? buffer : buffer.subarray(0, chain.readBytes),
      );
      if (count === null || this.#isOver) return;
      const data = buffer.subarray(0, count);
      traffic.receivedBytes += count;
      const path = this.#see?.(data);
      if (chain.isBypassed) {
        this.#isWriting = true;
        let written = await to.write(data);
        while (written < count) written += await to.write(data.subarray(written));
        this.#isWriting = false;
        traffic.sentBytes += count;
      } else {
        await this.#pass(data.slice(), path);
      }
      if (count === buffer.byteLength && count < MOST_READ_BYTES) {
        buffer = new Uint8Array(MOST_READ_BYTES);
      }
    }
  }

  async #pass(data: Uint8Array, path: string | undefined): Promise<void> {
    this.#chain.push({ kind: "data", data, path }, this.#options.clock.monotonicMs());
    this.pump();
    while (!this.#isOver && !this.#chain.hasRoom) {
      await new Promise<void>((resolve) => this.#onRoom = resolve);
    }
  }

  #send(piece: Piece): void {
    if (piece.kind === "data") void this.#write(piece.data);
    else if (piece.kind === "end") void this.#closeWrite();
    else this.#options.onKill(piece.kind);
  }

  async #write(data: Uint8Array): Promise<void> {
    const { to } = this.#options;
    try {
      for (let at = 0; at < data.byteLength;) at += await to.write(data.subarray(at));
    } catch {
      return this.#finish();
    }
    if (this.#isOver) return;
    this.#options.traffic.sentBytes += data.byteLength;
    this.#chain.sinkFreed(this.#options.clock.monotonicMs());
    this.pump();
  }

  async #closeWrite(): Promise<void> {
    try {
      await this.#options.to.closeWrite();
    } catch {
      // It is closed already, which is what was wanted.
    }
    this.#finish();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.stop();
    this.#options.onDone();
  }

  #wakeReader(): void {
    const wake = this.#onRoom;
    this.#onRoom = undefined;
    wake?.();
  }

  #arm(nowMs: number): void {
    const dueMs = this.#chain.nextMs;
    if (dueMs === this.#timerDueMs && this.#cancel !== undefined) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timerDueMs = dueMs;
    if (dueMs === Infinity) return;
    this.#wakeAfter(Math.max(0, dueMs - nowMs));
  }

  #wakeAfter(delayMs: number): void {
    this.#cancel = this.#options.wake(delayMs, () => {
      this.#cancel = undefined;
      this.pump();
    });
  }
}
