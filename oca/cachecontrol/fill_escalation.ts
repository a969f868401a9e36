/** What escalation knows of one title in one region. */
interface Claim {
  /** Who fills from origin. */
  readonly master: string;
  readonly sinceMs: number;
}

/** So long the others of a region wait for the one that fills from origin. */
export const WAIT_MS = 1_500;

/** A claim that is older tells nothing any more: the title left the region meanwhile. */
const CLAIM_MS = 60_000;

/**
 * Lets the first OCA of a region that asks for a title fill it from origin, and the others wait a
 * moment, so that they fill from it; pure over monotonic time.
 *
 * Source: Open Connect, fill masters and fill escalation.
 */
export class FillEscalation {
  readonly #claims = new Map<string, Claim>();

  /** Whether this OCA may ask origin now. */
  mayAskOrigin(
    wish: { readonly oca: string; readonly region: string; readonly title: string },
    nowMs: number,
  ): boolean {
    const key = `${wish.region} ${wish.title}`;
    const claim = this.#claims.get(key);
    if (claim === undefined || nowMs - claim.sinceMs > CLAIM_MS) {
      this.#claims.set(key, { master: wish.oca, sinceMs: nowMs });
      return true;
    }
    return claim.master === wish.oca || nowMs - claim.sinceMs >= WAIT_MS;
  }

  /** Forgets what no title needs any more. */
  sweep(nowMs: number): void {
    for (const [key, { sinceMs }] of this.#claims) {
      if (nowMs - sinceMs > CLAIM_MS) this.#claims.delete(key);
    }
  }
}
