/**
 * Writes a number as Go's `strconv.FormatFloat(x, 'f', -1, 64)`: the shortest digits, never an exponent.
 *
 * This is how the HTTP API of Prometheus and `count_values` write values.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const text = Object.is(value, -0) ? "-0" : String(value);
  if (!text.includes("e")) return text;
  const [, sign = "", whole = "", fraction = "", exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Writes a number as Go's `%g` does: the shortest digits, an exponent below 1e-4 and from 1e6 on. */
export function formatShortest(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return formatNumber(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
