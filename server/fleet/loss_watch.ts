import type { CancelTimer, Timer } from "@netops/core";

/** How much of each kind was lost. */
export type Losses = Readonly<Record<string, number>>;

/** What the watch of losses works with. */
export interface LossWatchOptions {
  /** What the disk did not take since the start, by kind. */
  counts(): Losses;
  isDiskFull(): boolean;
  /** Hears what was lost, once, when the disk takes again. */
  onTaken(lost: Losses, fromMs: number): void;
  nowMs(): number;
  readonly timer: Timer;
}

const LOOK_MS = 5_000;

/**
 * Tells what was lost while the disk was full, once it takes again.
 *
 * It waits until a look finds nothing more lost and room on the disk. When the news itself is lost, that is a
 * loss too, and told with the next.
 */
export class LossWatch {
  readonly #options: LossWatchOptions;
  #seen: Losses = {};
  #told: Losses = {};
  #fromMs: number | undefined;
  #cancel: CancelTimer = () => undefined;

  /** Watches nothing yet. */
  constructor(options: LossWatchOptions) {
    this.#options = options;
  }

  /** Begins to look, every 5 s. */
  start(): void {
    this.#cancel = this.#options.timer.every(LOOK_MS, () => this.look());
  }

  /** Stops looking. */
  stop(): void {
    this.#cancel();
  }

  /** Looks once. */
  look(): void {
    const { counts, isDiskFull, onTaken, nowMs } = this.#options;
    const all = counts();
    const isLosing = Object.keys(increase(this.#seen, all)).length > 0;
    this.#seen = all;
    if (isLosing) this.#fromMs ??= nowMs();
    const lost = increase(this.#told, all);
    if (isLosing || Object.keys(lost).length === 0 || isDiskFull()) return;
    this.#told = all;
    const fromMs = this.#fromMs ?? nowMs();
    this.#fromMs = undefined;
    onTaken(lost, fromMs);
  }
}

/** By how much each kind grew; kinds that did not are left out. */
function increase(before: Losses, after: Losses): Losses {
  const grown = Object.entries(after).map(([kind, count]) =>
    [kind, count - (before[kind] ?? 0)] as const
  );
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}
