/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { ChartView } from "../telemetry/data_answer.ts";
import { eventWords } from "./event_words.ts";
import { formatClock } from "./format.ts";
import { isFailure } from "./health.ts";
import { shownData } from "./page_data.ts";
import type { Send } from "./page_message.ts";
import type { PageState } from "./page_state.ts";
import { plainText } from "./plain_text.ts";
import { nearestMark, type RibbonEvent, type RibbonMark, ribbonMarks } from "./ribbon_marks.ts";
import { StatusShape } from "./status_mark.tsx";
import { traceUrl } from "./view_url.ts";

interface RibbonProps {
  readonly slot: string;
  readonly chart: ChartView;
  readonly state: PageState;
  readonly send: Send;
}

/** How near the pointer must be to a mark, 0..1 of the width. */
const NEAR = 0.02;

/** The events of the time line over a chart: by pointer, or by arrow keys once it has the focus. */
export function ChartRibbon({ slot, chart, state, send }: RibbonProps): VNode {
  const marks = marksOf(state, chart);
  const chosen = state.mark === undefined || state.mark.slot !== slot
    ? undefined
    : marks.find((mark) => mark.atMs === state.mark?.atMs);
  const choose = (mark: RibbonMark | undefined) =>
    send({ type: "mark", mark: mark === undefined ? undefined : { slot, atMs: mark.atMs } });
  return (
    <div
      class="chart-events"
      onMouseLeave={() => choose(undefined)}
      onFocusOut={(event) => {
        if (!isInside(event.currentTarget, event.relatedTarget)) choose(undefined);
      }}
    >
      {marks.length === 0 ? null : (
        <div
          class="chart-ribbon"
          role="listbox"
          tabIndex={0}
          aria-label="Events over this chart; arrow keys go through them"
          aria-orientation="horizontal"
          {...(chosen === undefined ? {} : { "aria-activedescendant": markId(slot, chosen) })}
          onKeyDown={(event) => {
            const next = stepOf(marks, chosen, event.key);
            if (next === undefined) return;
            event.preventDefault();
            choose(next);
          }}
          onMouseMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            choose(nearestMark(marks, (event.clientX - box.left) / box.width, NEAR));
          }}
        >
          <svg role="presentation" focusable="false">
            {marks.map((mark) => (
              <Mark key={mark.at} id={markId(slot, mark)} mark={mark} isChosen={mark === chosen} />
            ))}
          </svg>
        </div>
      )}
      <p class="chart-event">
        {chosen === undefined ? countText(marks) : <MarkWords mark={chosen} />}
      </p>
    </div>
  );
}

/** Whether the focus stays within: on the way to the link of the event that is told. */
function isInside(box: Element, target: EventTarget | null): boolean {
  return target instanceof Element && box.contains(target);
}

/** The marks of the time line over a chart. */
export function marksOf(state: PageState, chart: ChartView): readonly RibbonMark[] {
  const { answer } = shownData(state.data, state.view, { kind: "timeline" });
  if (answer?.ok !== true) return [];
  const toMs = chart.fromMs + (chart.steps - 1) * chart.stepMs;
  return ribbonMarks(answer.value.events, { fromMs: chart.fromMs, toMs });
}

function Mark(
  { id, mark, isChosen }: {
    readonly id: string;
    readonly mark: RibbonMark;
    readonly isChosen: boolean;
  },
): VNode {
  const x = `${(mark.at * 100).toFixed(2)}%`;
  return (
    <g role="option" id={id} aria-selected={isChosen} aria-label={markText(mark)}>
      <line
        class={`${mark.failed > 0 ? "mark-bad" : "mark"} ${isChosen ? "mark-chosen" : ""}`}
        x1={x}
        x2={x}
        y1={mark.failed > 0 ? "1" : String(Math.max(3, 11 - Math.log2(mark.count) * 2))}
        y2="18"
      />
    </g>
  );
}

function MarkWords({ mark }: { readonly mark: RibbonMark }): VNode {
  const { event } = mark;
  return (
    <>
      {isFailure(event) ? <StatusShape tone="bad" /> : null}
      <span class="mark-text">{markText(mark)}</span>
      {event.traceId === undefined ? null : <a href={traceUrl(event.traceId)} data-nav>Trace</a>}
    </>
  );
}

/** Says a mark in words: when, what, of whom, and how many more stand at its place. */
export function markText({ event, count }: RibbonMark): string {
  const more = count > 1 ? ` (and ${count - 1} more)` : "";
  const words = eventWords(event);
  return `${formatClock(event.tsMs)} ${plainText(`${event.kind} ${event.subject}`)}${
    words === "" ? "" : `: ${words}`
  }${more}`;
}

function countText(marks: readonly RibbonMark<RibbonEvent>[]): string {
  const total = marks.reduce((sum, mark) => sum + mark.count, 0);
  const failed = marks.reduce((sum, mark) => sum + mark.failed, 0);
  if (total === 0) return "No events in this time.";
  return `${total} ${total === 1 ? "event" : "events"}, ${failed} ${
    failed === 1 ? "failure" : "failures"
  }`;
}

function stepOf(
  marks: readonly RibbonMark[],
  chosen: RibbonMark | undefined,
  key: string,
): RibbonMark | undefined {
  const index = chosen === undefined ? -1 : marks.indexOf(chosen);
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return marks[Math.min(marks.length - 1, index + 1)];
    case "ArrowLeft":
    case "ArrowUp":
      return marks[index < 0 ? marks.length - 1 : Math.max(0, index - 1)];
    case "Home":
      return marks[0];
    case "End":
      return marks.at(-1);
    default:
      return undefined;
  }
}

function markId(slot: string, mark: RibbonMark): string {
  return `mark-${slot.replace(/[^a-z0-9]+/gi, "-")}-${Math.round(mark.at * 1_000)}`;
}
