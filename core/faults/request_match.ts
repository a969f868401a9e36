import type { RequestMatch } from "../contracts/fault.ts";
import { stablePosition } from "../nouns/stable_position.ts";
import type { Rng } from "../ports/rng.ts";

/** What is known of a request that may be touched. */
export interface RequestFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The account that is signed in. */
  readonly account: string | undefined;
  header(name: string): string | null;
}

/**
 * Tells which requests a fault touches.
 *
 * All that is said must hold: method ∧ path ∧ header ∧ account ∧ stable share of accounts; of those the
 * ratio is drawn, and of what is drawn the first so many count. So a count is used up by touched requests
 * only, and draws by requests that could be touched.
 */
export class RequestMatcher {
  readonly #match: RequestMatch;
  readonly #rng: Rng;
  readonly #pathParts: readonly string[] | undefined;
  #left: number;

  /** Draws from `rng`. */
  constructor(match: RequestMatch, rng: Rng) {
    this.#match = match;
    this.#rng = rng;
    this.#pathParts = match.path?.split("*");
    this.#left = match.firstCount ?? Number.POSITIVE_INFINITY;
  }

  /** Whether this request is touched; asked once for each request, as it draws and counts. */
  take(facts: RequestFacts): boolean {
    if (this.#left <= 0 || !this.means(facts)) return false;
    const { ratio } = this.#match;
    if (ratio !== undefined && this.#rng.next() >= ratio) return false;
    this.#left--;
    return true;
  }

  /** Whether this request could be touched: without chance and count, so it may be asked again. */
  means(facts: RequestFacts): boolean {
    const { methods, header } = this.#match;
    if (methods !== undefined && !methods.includes(facts.method)) return false;
    if (this.#pathParts !== undefined && !matchesGlob(this.#pathParts, facts.path)) return false;
    if (header !== undefined && facts.header(header.name) !== header.value) return false;
    return this.#isAccountMeant(facts);
  }

  /** Who is not signed in is in no share of accounts. */
  #isAccountMeant(facts: RequestFacts): boolean {
    const { account, accountRatio } = this.#match;
    if (account === undefined && accountRatio === undefined) return true;
    const given = facts.account;
    if (given === undefined || account !== undefined && given !== account) return false;
    return accountRatio === undefined || stablePosition(given) < accountRatio;
  }
}

/** Matches the parts between `*` from left to right: linear, however many there are. */
function matchesGlob(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === first;
  const last = parts.at(-1) ?? "";
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
