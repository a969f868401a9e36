const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];

/** A time in whole units, nothing rounded: `1m 10s`, `72h`, `0s`. */
export function timeWords(durationMs: number): string {
  let leftMs = Math.round(durationMs);
  const parts = UNITS.flatMap(([unit, ms]) => {
    const count = Math.floor(leftMs / ms);
    leftMs -= count * ms;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return parts.join(" ") || "0s";
}
