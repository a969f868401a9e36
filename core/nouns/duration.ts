import { NetopsError } from "../errors/netops_error.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/**
 * Parses `500ms`, `3s`, `2m`, `1.5h` to ms.
 *
 * @throws {NetopsError} USAGE when the text is no duration.
 */
export function parseDurationMs(text: string): number {
  const match = PATTERN.exec(text.trim());
  const unitMs = UNIT_MS[match?.[2] ?? ""] ?? NaN;
  const durationMs = Math.round(Number(match?.[1]) * unitMs);
  if (Number.isSafeInteger(durationMs)) return durationMs;
  throw new NetopsError("USAGE", `Cannot read "${text}" as a duration`, {
    fix: "write it like 500ms, 3s or 2m",
  });
}

/** Prints ms for people: `500ms`, `3s`, `2.5m`. */
export function formatDurationMs(durationMs: number): string {
  for (const unit of ["h", "m", "s"] as const) {
    const unitMs = UNIT_MS[unit] as number;
    if (durationMs >= unitMs) return `${Number((durationMs / unitMs).toFixed(2))}${unit}`;
  }
  return `${Math.round(durationMs)}ms`;
}
