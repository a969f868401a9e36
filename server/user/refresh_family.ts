/**
 * The refresh tokens that follow each other out of one sign-in.
 *
 * Only hashes are kept. Heads are the tokens that may be used next: one, or a few while a client has
 * tried again because an answer got lost.
 */
export interface RefreshFamily {
  readonly id: string;
  readonly account: string;
  readonly createdAtMs: number;
  readonly usedAtMs: number;
  readonly heads: readonly string[];
  /** The token that the heads were made from. */
  readonly parent: { readonly hash: string; readonly usedAtMs: number } | undefined;
}

/** How long refresh tokens live and are forgiven. */
export interface RefreshRules {
  /** A used token may come once more within this time: its answer may have got lost. */
  readonly graceMs: number;
  /** A family that is not used for this long is over. */
  readonly idleMs: number;
  /** A family is over after this long, used or not: sign in again. */
  readonly longestMs: number;
}

/** 5 s of grace, 30 days without use, 180 days in all. */
export const REFRESH_RULES: RefreshRules = {
  graceMs: 5_000,
  idleMs: 30 * 86_400_000,
  longestMs: 180 * 86_400_000,
};

/** The most tokens that may be out at once for retries of one refresh. */
export const MOST_HEADS = 3;

/** A token that was shown, and the one that would follow it. */
export interface Presented {
  readonly hash: string;
  readonly nextHash: string;
  readonly nowMs: number;
}

/** What a shown token means; `reused` ends the family. */
export type RefreshOutcome =
  | { readonly kind: "rotated"; readonly family: RefreshFamily }
  | { readonly kind: "retried"; readonly family: RefreshFamily }
  | { readonly kind: "reused" }
  | { readonly kind: "expired" };

/** Begins a family with its first token. */
export function beginFamily(
  facts: Pick<RefreshFamily, "id" | "account">,
  first: { readonly hash: string; readonly nowMs: number },
): RefreshFamily {
  const { hash, nowMs } = first;
  return { ...facts, createdAtMs: nowMs, usedAtMs: nowMs, heads: [hash], parent: undefined };
}

/**
 * Decides what a shown token means.
 *
 * - A head is used up: the next token becomes the only head, every other head becomes void.
 * - The parent of the heads, soon after its use, is a client that did not hear the answer: it gets one
 *   more head beside the ones that may have got lost. Only one of them can go on: whoever shows another
 *   one later is a second holder.
 * - Anything else was used before, so two hold it: nobody knows who is the thief, both are out.
 *
 * Source: RFC 9700, 4.14.2.
 */
export function presentToken(
  family: RefreshFamily,
  shown: Presented,
  rules: RefreshRules,
): RefreshOutcome {
  const { hash, nextHash, nowMs } = shown;
  if (nowMs >= expiryOf(family, rules)) return { kind: "expired" };
  if (family.heads.includes(hash)) {
    const parent = { hash, usedAtMs: nowMs };
    return { kind: "rotated", family: { ...family, usedAtMs: nowMs, heads: [nextHash], parent } };
  }
  const { parent, heads } = family;
  const isForgiven = parent?.hash === hash && nowMs - parent.usedAtMs <= rules.graceMs &&
    heads.length < MOST_HEADS;
  if (!isForgiven) return { kind: "reused" };
  return { kind: "retried", family: { ...family, heads: [...heads, nextHash] } };
}

/** When a family is over: min(last use + idle, beginning + longest). */
export function expiryOf(family: RefreshFamily, rules: RefreshRules): number {
  return Math.min(family.usedAtMs + rules.idleMs, family.createdAtMs + rules.longestMs);
}
