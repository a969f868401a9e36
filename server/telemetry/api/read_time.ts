import { parseDurationMs } from "../promql/mod.ts";

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads a time in seconds since 1970 or in RFC 3339; undefined when it is neither. */
export function readTimeMs(text: string): number | undefined {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Math.round(Number(text) * 1_000);
  if (!RFC3339.test(text)) return undefined;
  const timeMs = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Reads a duration in seconds, of any sign, or such as `1h30m`; undefined when it is neither. */
export function readDurationMs(text: string): number | undefined {
  const seconds = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(seconds)) return Math.round(seconds * 1_000);
  try {
    return parseDurationMs(text);
  } catch {
    return undefined;
  }
}
