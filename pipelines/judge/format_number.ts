/** Prints a number for people: three digits that count, no exponent unless it is very small or large. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "-∞" : "unknown";
  return String(Number(value.toPrecision(3)));
}

/** Prints how probable something is; what is next to nothing is `< 0.0001`. */
export function formatChance(p: number): string {
  return p < 0.0001 ? "< 0.0001" : formatNumber(Number(p.toPrecision(2)));
}
