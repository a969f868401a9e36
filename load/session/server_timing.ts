/** What an OCA says of itself in `Server-Timing`; left out where it says nothing. */
export interface OcaTiming {
  /** Whether it had the file in memory. */
  readonly isHit?: boolean;
  /** Which life of it answered. */
  readonly life?: string;
}

/** Reads `Server-Timing: cdn-cache;desc=HIT, life;desc=…`. Source: W3C Server Timing. */
export function readServerTiming(text: string | undefined): OcaTiming {
  const timing: Writable<OcaTiming> = {};
  if (text === undefined) return timing;
  const cache = /\bcdn-cache\s*;\s*desc="?(hit|miss)\b/i.exec(text)?.[1];
  if (cache !== undefined) timing.isHit = cache.toLowerCase() === "hit";
  const life = /\blife\s*;\s*desc="?(\w+)/.exec(text)?.[1];
  if (life !== undefined) timing.life = life;
  return timing;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
