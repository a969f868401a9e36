import type { OcaReport } from "@netops/core/contracts";
import { REPORT_LIFE_MS } from "../report_life.ts";

/** One OCA's newest report. */
export interface HeardReport {
  readonly report: OcaReport;
  /** Wall ms, for those who read the board. */
  readonly heardAtMs: number;
  /** Monotonic ms, for this process. */
  readonly heardMonotonicMs: number;
}

/** Without a report for so long an OCA is forgotten. */
export const FORGET_MS = 60_000;

/** Keeps the newest report of every OCA, in memory: it comes again in two seconds. */
export class Board {
  readonly #heard = new Map<string, HeardReport>();
  readonly #stale = new Set<string>();
  #firstHeardMs: number | undefined;

  /** When the first report came, in monotonic ms; undefined before. */
  get firstHeardMs(): number | undefined {
    return this.#firstHeardMs;
  }

  /** Takes a report; an older one than is known changes nothing. */
  hear(report: OcaReport, now: { readonly nowMs: number; readonly monotonicMs: number }): void {
    const known = this.#heard.get(report.oca);
    // An instance that starts anew with a clock set back is heard all the same, after it was stale.
    const isLate = known !== undefined && known.report.sentAtMs > report.sentAtMs &&
      now.monotonicMs - known.heardMonotonicMs < REPORT_LIFE_MS;
    if (isLate) return;
    this.#firstHeardMs ??= now.monotonicMs;
    this.#stale.delete(report.oca);
    this.#heard.set(report.oca, {
      ...{ report, heardAtMs: now.nowMs, heardMonotonicMs: now.monotonicMs },
    });
  }

  /** The newest report of an OCA that is not forgotten. */
  get(oca: string): HeardReport | undefined {
    return this.#heard.get(oca);
  }

  /** Every OCA that is not forgotten, by name. */
  all(): HeardReport[] {
    return [...this.#heard.values()].sort((left, right) =>
      left.report.oca < right.report.oca ? -1 : 1
    );
  }

  /** The OCAs that are not stale. */
  fresh(monotonicMs: number): OcaReport[] {
    return this.all()
      .filter(({ heardMonotonicMs }) => monotonicMs - heardMonotonicMs < REPORT_LIFE_MS)
      .map(({ report }) => report);
  }

  /** Forgets who is gone for long and returns who has become stale since the last time. */
  sweep(monotonicMs: number): string[] {
    const stale: string[] = [];
    for (const [oca, { heardMonotonicMs }] of this.#heard) {
      const ageMs = monotonicMs - heardMonotonicMs;
      if (ageMs >= REPORT_LIFE_MS && !this.#stale.has(oca)) {
        this.#stale.add(oca);
        stale.push(oca);
      }
      if (ageMs < FORGET_MS) continue;
      this.#heard.delete(oca);
      this.#stale.delete(oca);
    }
    return stale;
  }
}
