const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** Prints wall time as `14:03:59` in the reader's own zone. */
export function formatClock(atMs: number): string {
  return CLOCK.format(atMs);
}

/** Prints wall time with milliseconds: `14:03:59.120`. */
export function formatClockMs(atMs: number): string {
  return `${CLOCK.format(atMs)}.${String(Math.floor(atMs) % 1000).padStart(3, "0")}`;
}

/** Prints an age in at most two units: `8 s`, `4 min`, `3 h 12 min`, `2 d 4 h`. */
export function formatAge(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? "" : ` ${hours % 24} h`}`;
}

/** Prints a rate: one decimal below 100, none above. */
export function formatRate(perSecond: number): string {
  return perSecond.toFixed(perSecond < 100 ? 1 : 0);
}

/** Prints a ratio 0..1 in percent; a small one that is not zero never reads as zero. */
export function formatRatio(ratio: number): string {
  if (ratio > 0 && ratio < 0.0005) return "<0.1 %";
  return `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`;
}

/** Prints ms for people: `0.4 ms`, `38 ms`, `1.20 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs >= 1000) return `${(durationMs / 1000).toFixed(2)} s`;
  return `${durationMs.toFixed(durationMs < 10 ? 1 : 0)} ms`;
}

/** Prints an event's data as `key=value` pairs. */
export function formatData(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data).map(([key, value]) =>
    `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`
  ).join("  ");
}

/** Prints bytes in powers of 1,024: `812 B`, `65.2 MiB`. */
export function formatBytes(sizeBytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = sizeBytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1)} ${
    units[unit]
  }`;
}

/** What the numbers of a chart are. */
export type ValueUnit = "number" | "per-second" | "seconds" | "ratio" | "bytes";

/** Prints a value of a chart for people; a gap as `–`. */
export function formatValue(value: number | null | undefined, unit: ValueUnit): string {
  if (value === null || value === undefined) return "–";
  switch (unit) {
    case "seconds":
      return formatMs(value * 1000);
    case "ratio":
      return formatRatio(value);
    case "bytes":
      return formatBytes(value);
    case "per-second":
      return `${compact(value)}/s`;
    case "number":
      return compact(value);
  }
}

const COMPACT = new Intl.NumberFormat("en-GB", {
  notation: "compact",
  maximumSignificantDigits: 3,
});

function compact(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return COMPACT.format(value);
}
