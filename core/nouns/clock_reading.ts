/** The field in which a process of ours says what its clock shows while it answers a scrape. */
export const CLOCK_HEADER = "netops-clock";

/** Year 2255: later than any clock that somebody set by mistake and less than a date can hold. */
const MOST_MS = 9e12;

/** Writes wall ms for {@linkcode CLOCK_HEADER}, to the µs. */
export function formatClockReading(nowMs: number): string {
  return String(Math.round(nowMs * 1_000) / 1_000);
}

/** Reads wall ms; undefined when it is none. */
export function readClockReading(text: string | null): number | undefined {
  if (text === null || !/^\d{1,13}(\.\d{1,6})?$/.test(text)) return undefined;
  const nowMs = Number(text);
  return nowMs <= MOST_MS ? nowMs : undefined;
}
