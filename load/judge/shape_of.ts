import { formatDurationMs } from "@netops/core";
import type { LoadOrder } from "../run/load_order.ts";

/** The shape of a load in words, such as `5/s for 20s` or `1/s, to 10/s in 30s, 10/s for 2m`. */
export function shapeOf({ arrivals, vus, durationMs }: LoadOrder): string {
  if (arrivals === undefined) {
    const time = durationMs === undefined ? "" : ` for ${formatDurationMs(durationMs)}`;
    return vus === undefined ? "as the script says" : `${vus} VUs${time}`;
  }
  let rate = arrivals.startRate;
  const isOne = arrivals.stages.length === 1 && arrivals.stages[0]?.targetRate === rate;
  const parts = arrivals.stages.map(({ targetRate, durationMs: partMs }) => {
    const time = formatDurationMs(partMs);
    const words = targetRate === rate ? `${rate}/s for ${time}` : `to ${targetRate}/s in ${time}`;
    rate = targetRate;
    return words;
  });
  return isOne ? parts.join("") : [`${arrivals.startRate}/s`, ...parts].join(", ");
}
