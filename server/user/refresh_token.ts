/** What stands in a refresh token; to its holder it is opaque. */
export interface RefreshToken {
  readonly account: string;
  readonly family: string;
  /** 256 random bits in hex. */
  readonly secret: string;
}

const PATTERN = /^rt\.([0-9a-f]{24})\.([0-9a-f]{28})\.([0-9a-f]{64})$/;

/** Writes a token. */
export function formatRefreshToken({ account, family, secret }: RefreshToken): string {
  return `rt.${account}.${family}.${secret}`;
}

/** Reads a token; undefined when it is none. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const [, account, family, secret] = PATTERN.exec(text) ?? [];
  if (account === undefined || family === undefined || secret === undefined) return undefined;
  return { account, family, secret };
}

/** What is stored of a token: SHA-256 in hex. Its 256 random bits need neither salt nor stretching. */
export async function hashRefreshToken(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
