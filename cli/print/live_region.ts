import type { Terminal } from "./terminal.ts";
import type { Clock, Timer } from "@netops/core";
import { fitText } from "./text_width.ts";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const BEGIN_UPDATE = "\x1b[?2026h";
const END_UPDATE = "\x1b[?2026l";
const FRAME_MS = 100;

/** What a live region is made of. */
export interface LiveRegionOptions {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly timer: Timer;
}

/**
 * Lines at the end of the terminal that are redrawn in place, at most 10 times a second.
 *
 * Only for a terminal. The cursor is hidden while it is open and shown again by `close`, by
 * {@linkcode restoreTerminal}, and when the process unloads.
 */
export class LiveRegion {
  readonly #options: LiveRegionOptions;
  readonly #onUnload = () => this.#options.terminal.write(SHOW_CURSOR);
  #drawn: readonly string[] = [];
  #waiting: readonly string[] | undefined;
  #drawnAtMs = -Infinity;
  #cancel: (() => void) | undefined;
  #open = true;

  /** Opens the region and hides the cursor. */
  constructor(options: LiveRegionOptions) {
    this.#options = options;
    options.terminal.write(HIDE_CURSOR);
    globalThis.addEventListener("unload", this.#onUnload);
  }

  /** Shows these lines; what comes within 100 ms of the last frame waits, and only the last counts. */
  show(lines: readonly string[]): void {
    if (!this.#open) return;
    this.#waiting = lines;
    const waitMs = this.#drawnAtMs + FRAME_MS - this.#options.clock.monotonicMs();
    if (waitMs <= 0) this.#draw();
    else this.#cancel ??= this.#options.timer.after(waitMs, () => this.#draw());
  }

  /** Writes lines above the region, where they stay. */
  above(text: string): void {
    this.#frame(`${this.#erase()}${text}\n`);
    this.#drawn = [];
    this.#waiting ??= [];
    this.#draw();
  }

  /** Ends the region with the last lines left standing, or with nothing; the cursor is back. */
  close(keep: "keep" | "erase" = "keep"): void {
    if (!this.#open) return;
    if (keep === "keep" && this.#waiting !== undefined) this.#draw();
    if (keep === "erase") this.#frame(this.#erase());
    this.#open = false;
    this.#cancel?.();
    this.#options.terminal.write(SHOW_CURSOR);
    globalThis.removeEventListener("unload", this.#onUnload);
  }

  #draw(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (!this.#open || this.#waiting === undefined) return;
    const { columns, rows } = this.#options.terminal.size();
    const lines = this.#waiting.slice(0, Math.max(1, rows - 1))
      .map((line) => fitText(line, columns - 1));
    this.#drawnAtMs = this.#options.clock.monotonicMs();
    if (same(lines, this.#drawn)) return;
    this.#frame(this.#erase() + lines.map((line) => `${line}\n`).join(""));
    this.#drawn = lines;
  }

  #erase(): string {
    return this.#drawn.length === 0 ? "" : `\x1b[${this.#drawn.length}A\r\x1b[J`;
  }

  #frame(text: string): void {
    this.#options.terminal.write(`${BEGIN_UPDATE}${text}${END_UPDATE}`);
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}
