import type { LabelSet } from "../../model/label_set.ts";

/** Orders label sets as Prometheus does: pair by pair, names before values. */
export function compareLabels(one: LabelSet, other: LabelSet): number {
  const count = Math.min(one.names.length, other.names.length);
  for (let at = 0; at < count; at++) {
    const order = compareText(one.names[at] ?? "", other.names[at] ?? "") ||
      compareText(one.values[at] ?? "", other.values[at] ?? "");
    if (order !== 0) return order;
  }
  return one.names.length - other.names.length;
}

/** Orders numbers ascending, NaN last. */
export function compareAscending(one: number, other: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) {
    return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Orders numbers descending, NaN last. */
export function compareDescending(one: number, other: number): number {
  return Number.isNaN(one) || Number.isNaN(other)
    ? compareAscending(one, other)
    : compareAscending(other, one);
}

/** Orders texts so that numbers within them count as numbers: `a2` before `a10`. */
export function compareNaturally(one: string, other: string): number {
  const left: readonly string[] = one.match(/\d+|\D+/g) ?? [];
  const right: readonly string[] = other.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [a = "", b = ""] = [left[at], right[at]];
    const areNumbers = /^\d/.test(a) && /^\d/.test(b);
    const order = areNumbers ? Number(a) - Number(b) : compareText(a, b);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
