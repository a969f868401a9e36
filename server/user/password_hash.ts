/** How costly a hash is: N = 2^logN rounds over blocks of r, p times. Source: RFC 7914. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** A hash with all that is needed to make it again. */
export interface PasswordHash {
  readonly cost: ScryptCost;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** N = 2^14: 16 MiB and some 50 ms of one core for each guess. */
export const SCRYPT_COST: ScryptCost = { logN: 14, r: 8, p: 1 };

const PATTERN =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w+/]{22,86})\$([\w+/]{43,86})$/;

/** Writes a hash. Source: PHC string format. */
export function formatPasswordHash({ cost, salt, key }: PasswordHash): string {
  const text = (bytes: Uint8Array) => bytes.toBase64({ omitPadding: true });
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${text(salt)}$${text(key)}`;
}

/** Reads a hash; undefined when the text is none. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, logN, r, p, salt, key] = PATTERN.exec(text) ?? [];
  if (salt === undefined || key === undefined) return undefined;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Uint8Array.fromBase64(salt),
    key: Uint8Array.fromBase64(key),
  };
}

/** Whether a hash should be made anew at the next sign-in, as it was made at another cost. */
export function isOutdated(text: string, cost: ScryptCost): boolean {
  const made = parsePasswordHash(text)?.cost;
  return made?.logN !== cost.logN || made.r !== cost.r || made.p !== cost.p;
}

/** The bytes that are hashed: equal letters in other code points are one password. Source: RFC 8265. */
export function passwordBytes(password: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(password.normalize("NFC"));
}
