/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { ChartView } from "../telemetry/data_answer.ts";
import { ChartRibbon } from "./chart_ribbon.tsx";
import { chartSlot } from "./needed_data.ts";
import { NoData } from "./no_data.tsx";
import { shownData } from "./page_data.ts";
import type { Send } from "./page_message.ts";
import type { PageState } from "./page_state.ts";
import { plainText } from "./plain_text.ts";
import { READY_QUERIES } from "./ready_queries.ts";
import { NumbersTable, SeriesTable } from "./series_table.tsx";
import { queryUrl } from "./view_url.ts";

/** What a chart is drawn from. */
export interface ChartProps {
  readonly query: string;
  /** Whether it is the only one, with all its numbers. */
  readonly isLarge: boolean;
  readonly state: PageState;
  readonly send: Send;
}

/** A chart of one query: events above it, the values of its series below it. */
export function ChartFigure(props: ChartProps): VNode {
  const { query, isLarge, state } = props;
  const slot = chartSlot(query);
  const { answer, isFresh } = shownData(state.data, state.view, { kind: "chart", slot });
  const ready = READY_QUERIES.find((one) => one.query === query);
  const title = ready?.title ?? plainText(query);
  const chart = answer?.ok === true ? answer.value : undefined;
  const Title = isLarge ? "h2" : "h3";
  return (
    <section class={`panel chart ${isLarge ? "chart-large" : ""}`} aria-label={title}>
      <header class="panel-head">
        <Title class={ready === undefined ? "id" : ""}>{title}</Title>
        {chart === undefined ? null : <p class="note">{noteOf(chart)}</p>}
        {isLarge ? null : (
          <a
            class="open"
            href={queryUrl(query, state.view.range)}
            data-nav
            aria-label={`Open in the explorer: ${title}`}
          >
            Open
          </a>
        )}
      </header>
      {chart === undefined
        ? <NoData answer={answer} what={isLarge ? "chart" : "numbers"} />
        : chart.series.length === 0
        ? (
          <p class="empty">
            {ready?.empty ?? "The query is understood, and no series answers it in this time."}
          </p>
        )
        : <Drawing {...props} chart={chart} title={title} isFresh={isFresh} />}
    </section>
  );
}

function Drawing(
  props: ChartProps & {
    readonly chart: ChartView;
    readonly title: string;
    readonly isFresh: boolean;
  },
): VNode {
  const { chart, query, isLarge, state, send, title, isFresh } = props;
  const isListed = isLarge && (state.isTableOpen || state.link === "static");
  return (
    <>
      <ChartRibbon slot={chartSlot(query)} chart={chart} state={state} send={send} />
      <div
        class="plot js-block"
        data-plot={chartSlot(query)}
        role="img"
        aria-label={`Chart of ${title}; the table below holds the same numbers`}
        aria-busy={!isFresh}
      />
      <SeriesTable
        title={title}
        chart={chart}
        query={query}
        cursorMs={state.cursorMs}
        isLarge={isLarge}
      />
      {isLarge
        ? (
          <details
            class="numbers-list"
            open={state.isTableOpen || undefined}
            onToggle={(event) => send({ type: "table", isOpen: event.currentTarget.open })}
          >
            <summary>All numbers of this chart</summary>
            {isListed ? <NumbersTable chart={chart} query={query} /> : null}
          </details>
        )
        : null}
    </>
  );
}

function noteOf({ series, total }: ChartView): string {
  if (total > series.length) return `the ${series.length} highest of ${total} series`;
  return total === 1 ? "1 series" : `${total} series`;
}
