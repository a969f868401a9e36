import type { Timer } from "@netops/core";
import type { SessionLine } from "../session/session_line.ts";

const DELAY_MS = 50;

/** Writes lines a few at a time: a write for each would cost more than many of them. */
export class LineWriter {
  readonly #write: (text: string) => void;
  readonly #timer: Timer;
  #waiting: string[] = [];

  /** Writes by `write`. */
  constructor(write: (text: string) => void, timer: Timer) {
    this.#write = write;
    this.#timer = timer;
  }

  /** Writes a line within 50 ms. */
  add(line: SessionLine): void {
    if (this.#waiting.length === 0) this.#timer.after(DELAY_MS, () => this.flush());
    this.#waiting.push(JSON.stringify(line));
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    this.#write(`${this.#waiting.join("\n")}\n`);
    this.#waiting = [];
  }
}
