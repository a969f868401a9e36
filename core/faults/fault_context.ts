import type { FaultPlace, RequestEffect } from "../contracts/fault.ts";
import { equalInConstantTime } from "../nouns/equal_in_constant_time.ts";
import { hmacSha256 } from "../nouns/sha256.ts";

/** The header that carries the faults of one request; only gateways set it. */
export const FAULT_CONTEXT_HEADER = "x-netops-fault";

/** A fault as a request carries it. */
export interface CarriedFault {
  readonly id: string;
  readonly kind: string;
  readonly effect: RequestEffect;
  readonly at: FaultPlace;
  /** Wall ms: from then on nobody heeds it any more. */
  readonly untilMs: number;
}

/** Why a context is not heeded. */
export type ContextRefusal = "outside" | "forged" | "expired" | "oversized";

/** What became of a context that was read. */
export type OpenedContext =
  | { readonly kind: "faults"; readonly faults: readonly CarriedFault[] }
  | { readonly kind: "refused"; readonly reason: ContextRefusal };

const KEY_LABEL = "netops.fault.context";
const MAC_CHARS = 64;
const MOST_CHARS = 4_096;
const encoder = new TextEncoder();

/**
 * Writes and reads what requests carry: `mac json`, HMAC-SHA256 under a key that is derived from the
 * run's token, 4,096 characters at most, all of them ASCII.
 */
export class FaultContextSeal {
  readonly #key: Uint8Array;

  /** Derives the key: HMAC-SHA256(run token, label). */
  constructor(runToken: string) {
    this.#key = hmacSha256(encoder.encode(runToken), encoder.encode(KEY_LABEL));
  }

  /** Writes as many of `faults` as there is room for, the first ones first; undefined for none. */
  seal(
    faults: readonly CarriedFault[],
  ): { readonly value: string; readonly sealed: readonly CarriedFault[] } | undefined {
    for (let count = faults.length; count > 0; count--) {
      const sealed = faults.slice(0, count);
      const claim = asciiJson(sealed);
      if (MAC_CHARS + 1 + claim.length > MOST_CHARS) continue;
      return { value: `${this.#mac(claim)} ${claim}`, sealed };
    }
    return undefined;
  }

  /** Reads a header value. */
  open(value: string, nowMs: number): OpenedContext {
    if (value.length > MOST_CHARS) return { kind: "refused", reason: "oversized" };
    const claim = value.slice(MAC_CHARS + 1);
    const given = value.slice(0, MAC_CHARS + 1);
    if (!equalInConstantTime(given, `${this.#mac(claim)} `)) {
      return { kind: "refused", reason: "forged" };
    }
    const faults = (JSON.parse(claim) as CarriedFault[]).filter(({ untilMs }) => untilMs > nowMs);
    return faults.length === 0
      ? { kind: "refused", reason: "expired" }
      : { kind: "faults", faults };
  }

  #mac(claim: string): string {
    const digest = hmacSha256(this.#key, encoder.encode(claim));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** JSON of printable ASCII only, as a header holds nothing else safely. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
