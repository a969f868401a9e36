import type { LoadOrder } from "../run/load_order.ts";

/** The shape of a load in words, such as `5/s for 20s` or `1/s, to 10/s in 30s, 10/s for 2m`. */
export function shapeOf(
  { arrivals, vus, durationMs }: Pick<LoadOrder, "arrivals" | "vus" | "durationMs">,
): string {
  if (arrivals === undefined) {
    const time = durationMs === undefined ? "" : ` for ${exactTime(durationMs)}`;
    return vus === undefined ? `as the script says${time}` : `${vus} VUs${time}`;
  }
  const parts: string[] = [];
  let rate = arrivals.startRate;
  for (const { targetRate, durationMs: partMs } of arrivals.stages) {
    const time = exactTime(partMs);
    parts.push(targetRate === rate ? `${rate}/s for ${time}` : `to ${targetRate}/s in ${time}`);
    rate = targetRate;
  }
  const isOne = arrivals.stages.length === 1 && rate === arrivals.startRate;
  return isOne ? parts.join("") : [`${arrivals.startRate}/s`, ...parts].join(", ");
}

/** A time that can be typed again: whole minutes, seconds, or milliseconds. */
function exactTime(timeMs: number): string {
  if (timeMs % 60_000 === 0) return `${timeMs / 60_000}m`;
  return timeMs % 1_000 === 0 ? `${timeMs / 1_000}s` : `${Math.round(timeMs)}ms`;
}
