/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { CohortChart } from "../../telemetry/data_answer.ts";
import { formatClock, formatValue } from "../format.ts";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { plainText } from "../plain_text.ts";
import { NumbersTable, SeriesTable } from "../series_table.tsx";
import { deployUrl } from "../view_url.ts";
import type { OneDeployProps } from "./deploy_props.ts";

/** One metric of a look over time: both versions as lines, and the same in numbers. */
export function CohortFigure({ view, state, send }: OneDeployProps): VNode | null {
  const { answer, isFresh } = shownData(state.data, state.view, { kind: "cohorts" });
  if (answer?.ok !== true) return <NoData answer={answer} what="points" who="The conductor" />;
  const chart = answer.value;
  if (chart.metrics.length === 0) {
    return <p class="empty">The judge had no points to look at.</p>;
  }
  const note = chart.note === "" ? "" : `, ${chart.note}`;
  const span = `${formatClock(chart.fromMs)} to ${formatClock(chart.toMs)}`;
  return (
    <section class="chart" aria-labelledby="cohorts">
      <h3 id="cohorts">{plainText(chart.query)}{note}, {span}</h3>
      <MetricChoice chart={chart} deploy={view.id} look={state.view.look} />
      {isFresh
        ? (
          <div
            class="plot js-block"
            data-plot="cohorts"
            role="img"
            aria-label={`Chart of ${chart.query}: ${lastWords(chart)}`}
          />
        )
        : <p class="empty" role="status">Reading points…</p>}
      <SeriesTable
        title={chart.query}
        chart={chart}
        query={chart.query}
        cursorMs={state.cursorMs}
        isLarge
      />
      <details
        class="numbers-list"
        open={state.isTableOpen || undefined}
        onToggle={(event) => send({ type: "table", isOpen: event.currentTarget.open })}
      >
        <summary>All numbers of this chart</summary>
        {state.isTableOpen || state.link === "static"
          ? <NumbersTable chart={chart} query={chart.query} />
          : null}
      </details>
    </section>
  );
}

function MetricChoice(
  { chart, deploy, look }: {
    readonly chart: CohortChart;
    readonly deploy: string;
    readonly look: string;
  },
): VNode {
  return (
    <nav class="parts" aria-label="Metrics of this look">
      <ul>
        {chart.metrics.map((name) => (
          <li key={name}>
            <a
              href={deployUrl(deploy, { look, metric: name })}
              data-nav
              data-stay
              {...(name === chart.query ? { "aria-current": "true" as const } : {})}
            >
              {plainText(name)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function lastWords({ series }: CohortChart): string {
  return series.map(({ name, values }) =>
    `${name} ends at ${formatValue(values.findLast((value) => value !== null), "number")}`
  ).join(", ");
}
