/** Writes a length for people: `48 s`, `1 min 20 s`, `1 h 52 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) {
    const rest = seconds % 60;
    return `${Math.floor(seconds / 60)} min${rest === 0 || seconds >= 600 ? "" : ` ${rest} s`}`;
  }
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
}

/** Writes a position as a player does: `0:07`, `12:34`, `1:02:03`. */
export function formatClock(positionMs: number): string {
  const seconds = Math.max(0, Math.floor(positionMs / 1_000));
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3_600);
  const tail = String(seconds % 60).padStart(2, "0");
  return hours === 0
    ? `${minutes}:${tail}`
    : `${hours}:${String(minutes).padStart(2, "0")}:${tail}`;
}

/** Writes a length as a player does: rounded, as 15,999.9 ms are `0:16`. */
export function formatLength(durationMs: number): string {
  return formatClock(wholeSeconds(durationMs));
}

/** A length in whole seconds, in ms. */
export function wholeSeconds(durationMs: number): number {
  return Math.round(durationMs / 1_000) * 1_000;
}

/** Writes a position as it is read aloud: `1 minute 5 seconds`. */
export function speakClock(positionMs: number): string {
  const seconds = Math.max(0, Math.floor(positionMs / 1_000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3_600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ];
  const said = parts.filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return said.length === 0 ? "0 seconds" : said.join(" ");
}

/** Writes a bit rate: `420 kb/s`, `2.5 Mb/s`. */
export function formatBitrate(bitrateBps: number): string {
  if (bitrateBps < 1_000_000) return `${Math.round(bitrateBps / 1_000)} kb/s`;
  return `${(bitrateBps / 1_000_000).toFixed(1)} Mb/s`;
}

/** Writes a short time: `380 ms`, `1.4 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  return `${(durationMs / 1_000).toFixed(1)} s`;
}

/** Writes how long something is ago: `just now`, `4 min ago`. */
export function formatAgo(agoMs: number): string {
  const minutes = Math.floor(agoMs / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ago`;
}

/** Writes a price in the reader's manner. */
export function formatPrice(price: { amountMinor: number; currency: string }): string {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency: price.currency })
      .format(price.amountMinor / 100);
  } catch {
    return `${(price.amountMinor / 100).toFixed(2)} ${price.currency}`; // An unknown currency.
  }
}

/** Names a language: `de` is German. */
export function languageName(code: string): string {
  // "No linguistic content" is what the standard calls music and noises.
  if (code === "zxx") return "No speech";
  try {
    return new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(code) ?? code;
  } catch {
    return code; // Not a language tag: show it as it is.
  }
}

/** Writes a day: `27 Nov 2026`. */
export function formatDay(atMs: number): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(atMs));
}
