/** @jsxImportSource preact */
import type { TimelineEvent } from "@netops/core/contracts";
import type { VNode } from "preact";
import { isFailure } from "./health.ts";

const SPAN_MS = 600_000;
const BINS = 60;
const BIN_WIDTH = 10;
const HEIGHT = 32;

/** How many events, and how many of them failures, fell into one step of the ribbon. */
export interface RibbonBin {
  readonly total: number;
  readonly failed: number;
}

/** Draws the events of the last 10 minutes in steps of 10 s; the list below holds the same. */
export function EventRibbon(
  { events, atMs }: { readonly events: readonly TimelineEvent[]; readonly atMs: number },
): VNode {
  const bins = ribbonBins(events, atMs);
  const total = bins.reduce((sum, bin) => sum + bin.total, 0);
  const failed = bins.reduce((sum, bin) => sum + bin.failed, 0);
  const label = `${total} events in the last 10 minutes, ${failed} of them tell of a failure`;
  return (
    <figure class="ribbon">
      <svg
        viewBox={`0 0 ${BINS * BIN_WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path class="ribbon-base" d={`M0 ${HEIGHT - 0.5}H${BINS * BIN_WIDTH}`} />
        {bins.map((bin, index) => <RibbonBar key={index} bin={bin} x={index * BIN_WIDTH} />)}
      </svg>
      <figcaption>
        <span>10 min ago</span>
        <span>{total} events, {failed} {failed === 1 ? "failure" : "failures"}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}

function RibbonBar({ bin, x }: { readonly bin: RibbonBin; readonly x: number }): VNode | null {
  if (bin.total === 0) return null;
  const heightOf = (count: number) =>
    count === 0 ? 0 : Math.min(HEIGHT - 2, 5 + Math.log2(count) * 6);
  const whole = heightOf(bin.total);
  const failed = (whole * bin.failed) / bin.total;
  return (
    <>
      <rect
        class="tick"
        x={x + 1}
        width={BIN_WIDTH - 2}
        y={HEIGHT - whole}
        height={whole - failed}
      />
      {failed === 0 ? null : (
        <rect
          class="tick-bad"
          x={x + 1}
          width={BIN_WIDTH - 2}
          y={HEIGHT - failed}
          height={failed}
        />
      )}
    </>
  );
}

/** Counts events into 60 steps of 10 s that end at `atMs`; older ones are left out. */
export function ribbonBins(events: readonly TimelineEvent[], atMs: number): RibbonBin[] {
  const bins = Array.from({ length: BINS }, () => ({ total: 0, failed: 0 }));
  for (const event of events) {
    const index = BINS - 1 - Math.floor(Math.max(0, atMs - event.tsMs) / (SPAN_MS / BINS));
    const bin = bins[index];
    if (bin === undefined) continue;
    bin.total++;
    if (isFailure(event)) bin.failed++;
  }
  return bins;
}
