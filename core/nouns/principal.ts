import { equalInConstantTime } from "./equal_in_constant_time.ts";
import { hmacSha256 } from "./sha256.ts";

/** Who a verified request belongs to, as the gateway tells the services behind it. */
export interface Principal {
  readonly account: string;
  /** ISO 3166-1 alpha-2, as given at sign-up. */
  readonly country: string;
}

/** The header that carries a signed {@linkcode Principal}; the gateway drops whatever a client sends. */
export const PRINCIPAL_HEADER = "x-netops-principal";

const KEY_LABEL = "netops.principal";
const MOST_KEPT = 10_000;
const encoder = new TextEncoder();

/** Writes and reads principals under a key that is derived from the run's token. */
export class PrincipalSeal {
  readonly #key: Uint8Array;
  readonly #opened = new Map<string, Principal>();
  readonly #sealed = new Map<string, string>();

  /** Derives the key: HMAC-SHA256(run token, label). */
  constructor(runToken: string) {
    this.#key = hmacSha256(encoder.encode(runToken), encoder.encode(KEY_LABEL));
  }

  /** Makes the header value `account.country.mac`; the same principal gives the same value. */
  seal(principal: Principal): string {
    const claim = `${principal.account}.${principal.country}`;
    const known = this.#sealed.get(claim);
    if (known !== undefined) return known;
    const value = `${claim}.${this.#mac(claim)}`;
    remember(this.#sealed, claim, value);
    return value;
  }

  /** Reads a header value; undefined when it is absent or not sealed by this run. */
  open(value: string | null | undefined): Principal | undefined {
    if (value === null || value === undefined) return undefined;
    const known = this.#opened.get(value);
    if (known !== undefined) return known;
    const [account = "", country = "", mac = "", ...more] = value.split(".");
    if (more.length > 0 || !equalInConstantTime(mac, this.#mac(`${account}.${country}`))) {
      return undefined;
    }
    const principal = { account, country };
    remember(this.#opened, value, principal);
    return principal;
  }

  #mac(claim: string): string {
    const digest = hmacSha256(this.#key, encoder.encode(claim));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** Keeps the newest: whoever was written first is the first to be forgotten. */
function remember<T>(kept: Map<string, T>, key: string, value: T): void {
  if (kept.size >= MOST_KEPT) {
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  }
  kept.set(key, value);
}
