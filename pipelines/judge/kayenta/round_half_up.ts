/**
 * Rounds to two decimals as written, halves away from 0, as Java's BigDecimal does: 2.675 is 2.68, although
 * the number in memory is a little less.
 */
export function roundHalfUp(value: number): number {
  const text = Math.abs(value).toString();
  if (!/^\d+\.\d{3,}$/.test(text)) return Math.abs(value) < 1e-6 ? 0 : value;
  const [whole = "0", decimals = ""] = text.split(".");
  const hundredths = Number(whole) * 100 + Number(decimals.slice(0, 2));
  const rounded = (hundredths + (decimals.charAt(2) >= "5" ? 1 : 0)) / 100;
  return value < 0 ? -rounded : rounded;
}
