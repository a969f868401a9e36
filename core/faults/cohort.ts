import type { CohortTerms } from "../contracts/fault.ts";
import { stablePosition } from "../nouns/stable_position.ts";
import type { RequestFacts } from "./request_match.ts";

/** What a request is to an experiment: its faults are given to one arm, the other is only looked at. */
export type Arm = "control" | "experiment";

/**
 * Draws the arm of each request; undefined for the rest, which is in neither.
 *
 * By account an account stays where it is as long as the seed is the same; who is not signed in is in no arm. By
 * request each one is drawn anew. Both arms have the share, and no position in common: `experiment` is [0, share),
 * `control` [share, 2 share), the seed decides who stands where.
 */
export class ArmDraw {
  readonly #terms: CohortTerms;
  #drawn = 0;

  /** Draws by these terms. */
  constructor(terms: CohortTerms) {
    this.#terms = terms;
  }

  /** The arm of a request; by request it is drawn anew with each call. */
  next({ account }: Pick<RequestFacts, "account">): Arm | undefined {
    const { by, seed, share } = this.#terms;
    const key = by === "request" ? String(this.#drawn++) : account;
    if (key === undefined) return undefined;
    const position = stablePosition(`${key}/${seed}`);
    if (position < share) return "experiment";
    return position < 2 * share ? "control" : undefined;
  }
}
