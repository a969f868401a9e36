import type { ViewerStep } from "@netops/core/viewer";

/** A change of the OCA that came to its end. */
export interface FailoverMark {
  /** When the other OCA was taken. */
  readonly atMs: number;
  readonly oca?: string;
  /** From the first failure to the next good segment; undefined when none came. */
  readonly tookMs?: number;
}

/**
 * Measures how long failovers take: from when the first request that failed was sent (a viewer waits from
 * then on, whether it hangs or is refused) to the next good segment.
 */
export class Recovery {
  readonly #tell: (mark: FailoverMark) => void;
  #badSinceMs: number | undefined;
  #pending: FailoverMark | undefined;

  /** Hands each failover to `tell` once it came to its end. */
  constructor(tell: (mark: FailoverMark) => void) {
    this.#tell = tell;
  }

  /** Notes when a request that failed was sent. */
  bad(sentAtMs: number): void {
    this.#badSinceMs ??= sentAtMs;
  }

  /** Notes a failover. */
  failover({ tsMs, oca }: Pick<ViewerStep, "tsMs" | "oca">): void {
    this.close();
    // It may be left for what no request showed: an OCA that began a new life.
    this.#badSinceMs ??= tsMs;
    this.#pending = { atMs: tsMs, ...(oca === undefined ? {} : { oca }) };
  }

  /** Notes a good segment. */
  good(atMs: number): void {
    if (this.#pending !== undefined) {
      const tookMs = Math.max(0, Math.round(atMs - (this.#badSinceMs ?? atMs)));
      this.#tell({ ...this.#pending, tookMs });
    }
    this.#pending = undefined;
    this.#badSinceMs = undefined;
  }

  /** Tells of a failover that no good segment followed. */
  close(): void {
    if (this.#pending !== undefined) this.#tell(this.#pending);
    this.#pending = undefined;
  }
}
