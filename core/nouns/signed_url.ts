import { equalInConstantTime } from "./equal_in_constant_time.ts";
import { hmacSha256 } from "./sha256.ts";

/** How long a key signs. It is taken for the same time again, so a URL that lives no longer ends by `exp`. */
export const TITLE_KEY_PERIOD_MS = 6 * 3_600_000;

/** What the query of a signed URL says. */
export interface TitleQuery {
  /** `exp`: when it ends, in seconds since 1970, as written. */
  readonly exp: string;
  /** `sig`: `<key id in base 36>.<MAC in base64url>`. */
  readonly sig: string;
  /** `c`: the address of the client that it was made for. */
  readonly clientIp: string;
}

/** What a signature is made over. */
export interface TitleClaim {
  readonly titleId: string;
  readonly version: string;
  readonly clientIp: string;
  readonly expiresAtS: number;
  readonly nowMs: number;
}

/** A request that came with a query. */
export interface TitleRequest {
  readonly titleId: string;
  readonly version: string;
  /** The query as it came, without `?`; what is not ours in it is passed over. */
  readonly query: string;
  readonly nowMs: number;
}

const KEY_LABEL = "netops.title-url";
/** 128 bits of the MAC stay. Source: RFC 2104, section 5. */
const MAC_BYTES = 16;
const MOST_KEPT = 4_096;
const encoder = new TextEncoder();

/**
 * The keys that sign titles' URLs, derived from the run's token: one for each six hours.
 *
 * Remembers what was found right, so that a session pays for one MAC (20 µs) and not for one a segment.
 */
export class TitleKeys {
  readonly #runToken: Uint8Array;
  readonly #keys = new Map<number, Uint8Array>();
  /** Right signatures and the claim they stand for. */
  readonly #known = new Map<string, string>();

  constructor(runToken: string) {
    this.#runToken = encoder.encode(runToken);
  }

  /** Makes the signature of a claim under one key. */
  sign(keyId: number, claim: string): string {
    const mac = hmacSha256(this.#key(keyId), encoder.encode(claim)).subarray(0, MAC_BYTES);
    const text = mac.toBase64({ alphabet: "base64url", omitPadding: true });
    return `${keyId.toString(36)}.${text}`;
  }

  /** Whether this is the signature of the claim; the time it takes tells nothing of the right one. */
  verify(keyId: number, claim: string, sig: string): boolean {
    const known = this.#known.get(sig);
    if (known !== undefined) return known === claim;
    if (!equalInConstantTime(sig, this.sign(keyId, claim))) return false;
    keepNewest(this.#known, sig, claim);
    return true;
  }

  #key(keyId: number): Uint8Array {
    const known = this.#keys.get(keyId);
    if (known !== undefined) return known;
    const key = hmacSha256(this.#runToken, encoder.encode(`${KEY_LABEL}:${keyId}`));
    keepNewest(this.#keys, keyId, key);
    return key;
  }
}

/**
 * Makes the query that opens every file of one version of a title to one client, on every OCA and at
 * steering: `exp=…&sig=…&c=…`.
 */
export function signTitleUrl(keys: TitleKeys, claim: TitleClaim): string {
  const { titleId, version, clientIp, nowMs } = claim;
  const exp = String(Math.floor(claim.expiresAtS));
  const sig = keys.sign(keyIdAt(nowMs), claimText({ titleId, version, clientIp, exp }));
  return formatTitleQuery({ exp, sig, clientIp });
}

/**
 * Says whether a query opens this version of the title now.
 *
 * "expired" is said of right signatures whose time is over and of keys that are no longer taken; all
 * else that is missing, doubled, changed or made for another title or client is "forged".
 */
export function checkTitleUrl(
  keys: TitleKeys,
  request: TitleRequest,
): "ok" | "expired" | "forged" {
  const given = readTitleQuery(request.query);
  if (given === undefined) return "forged";
  const keyId = readKeyId(given.sig);
  const current = keyIdAt(request.nowMs);
  if (keyId === undefined || keyId > current) return "forged";
  if (keyId < current - 1) return "expired";
  if (!keys.verify(keyId, claimText({ ...request, ...given }), given.sig)) return "forged";
  return Number(given.exp) * 1_000 > request.nowMs ? "ok" : "expired";
}

/** Reads the three parameters; undefined when one is missing, doubled or not written as we write it. */
export function readTitleQuery(query: string): TitleQuery | undefined {
  let exp, sig, c: string | undefined;
  for (let at = 0; at <= query.length;) {
    const stop = query.indexOf("&", at);
    const end = stop < 0 ? query.length : stop;
    if (query.startsWith("exp=", at)) {
      if (exp !== undefined) return undefined;
      exp = query.slice(at + 4, end);
    } else if (query.startsWith("sig=", at)) {
      if (sig !== undefined) return undefined;
      sig = query.slice(at + 4, end);
    } else if (query.startsWith("c=", at)) {
      if (c !== undefined) return undefined;
      c = query.slice(at + 2, end);
    }
    at = end + 1;
  }
  if (exp === undefined || sig === undefined || c === undefined) return undefined;
  const clientIp = decode(c);
  if (clientIp === undefined || !/^[1-9]\d{0,11}$/.test(exp)) return undefined;
  return { exp, sig, clientIp };
}

/** Writes the three parameters as a query. */
export function formatTitleQuery({ exp, sig, clientIp }: TitleQuery): string {
  return `exp=${exp}&sig=${sig}&c=${encodeURIComponent(clientIp)}`;
}

function keyIdAt(nowMs: number): number {
  return Math.floor(nowMs / TITLE_KEY_PERIOD_MS);
}

function readKeyId(sig: string): number | undefined {
  const dot = sig.indexOf(".");
  if (dot < 1 || dot > 8) return undefined;
  const keyId = parseInt(sig.slice(0, dot), 36);
  return keyId.toString(36) === sig.slice(0, dot) ? keyId : undefined;
}

/** A JSON list, so that no two claims are written alike. */
function claimText(
  claim: { readonly titleId: string; readonly version: string } & Omit<TitleQuery, "sig">,
): string {
  return JSON.stringify([claim.titleId, claim.version, claim.exp, claim.clientIp]);
}

function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: nothing that we wrote.
    return undefined;
  }
}

function keepNewest<K, V>(kept: Map<K, V>, key: K, value: V): void {
  if (kept.size >= MOST_KEPT) {
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  }
  kept.set(key, value);
}
