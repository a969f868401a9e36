import { type ChartScale, heightOf } from "./chart_scale.ts";
import type { SvgFrame } from "./svg_frame.ts";

/** A row of numbers over time. */
export interface ChartSeries {
  readonly name: string;
  /** Lines differ by dashes and markers besides their colour, 0 to 4; bars by their filling, 0 to 2. */
  readonly style: number;
  readonly form: "line" | "bars";
  readonly points: readonly { readonly atMs: number; readonly value: number | null }[];
}

/** Where a chart lies in its drawing. */
export interface Plot {
  readonly frame: SvgFrame;
  readonly top: number;
  readonly bottom: number;
  readonly scale: ChartScale;
  readonly stepMs: number;
}

/** How high a value lies in a plot. */
export function yOf(value: number, { top, bottom, scale }: Plot): number {
  return bottom - heightOf(value, scale) * (bottom - top);
}
