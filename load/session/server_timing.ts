/** What an OCA says of itself in `Server-Timing`; left out where it says nothing. */
export interface OcaTiming {
  /** Whether it had the file in memory. */
  readonly isHit?: boolean;
  /** Which life of it answered. */
  readonly life?: string;
}

/** Reads `Server-Timing: cdn-cache;desc=HIT, life;desc=…`. Source: W3C Server Timing. */
export function readServerTiming(text: string | undefined): OcaTiming {
  const [, cache] = /\bcdn-cache\s*;\s*desc="?(hit|miss)\b/i.exec(text ?? "") ?? [];
  const [, life] = /\blife\s*;\s*desc="?(\w+)/.exec(text ?? "") ?? [];
  return {
    ...(cache === undefined ? {} : { isHit: cache.toLowerCase() === "hit" }),
    ...(life === undefined ? {} : { life }),
  };
}
