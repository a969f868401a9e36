/** @jsxImportSource preact */
import type { TimelineEvent } from "@netops/core/contracts";
import type { VNode } from "preact";
import { markText } from "./chart_ribbon.tsx";
import { type RibbonMark, ribbonMarks } from "./ribbon_marks.ts";

const SPAN_MS = 60_000;
const WIDTH = 120;

/** Draws the events of the last minute over the lines below; each mark says its event. */
export function SparkRibbon(
  { events, atMs }: { readonly events: readonly TimelineEvent[]; readonly atMs: number },
): VNode {
  const marks = sparkMarks(events, atMs);
  const total = marks.reduce((sum, mark) => sum + mark.count, 0);
  const failed = marks.reduce((sum, mark) => sum + mark.failed, 0);
  return (
    <svg
      class="spark-ribbon"
      viewBox={`0 0 ${WIDTH} 8`}
      role="img"
      aria-label={`${total} events in the last 60 s, ${failed} of them tell of a failure`}
    >
      {marks.map((mark) => (
        <path
          key={mark.at}
          class={mark.failed > 0 ? "mark-bad" : "mark"}
          d={`M${Math.round(2 + mark.at * (WIDTH - 4))} ${mark.failed > 0 ? 0 : 3}V8`}
        >
          <title>{markText(mark)}</title>
        </path>
      ))}
    </svg>
  );
}

/** The events of the last minute as marks over a line of calls. */
export function sparkMarks(
  events: readonly TimelineEvent[],
  atMs: number,
): readonly RibbonMark<TimelineEvent>[] {
  return ribbonMarks(events, { fromMs: atMs - SPAN_MS, toMs: atMs });
}
