/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { ChartView } from "../../telemetry/data_answer.ts";
import { formatClock, formatValue } from "../format.ts";
import { plainText } from "../plain_text.ts";
import { SeriesTable } from "../series_table.tsx";
import type { OneLoadProps } from "./load_props.ts";
import { LOAD_CHARTS } from "./load_words.ts";

/** What a load put on and what was felt, over its time, from the platform's telemetry. */
export function LoadCharts(props: OneLoadProps): VNode {
  const { view: { charts, chartsAway }, load } = props;
  if (chartsAway !== "") {
    return (
      <p class="warning" role="alert">
        <strong>Telemetry does not answer,</strong> so no charts can be shown now:{" "}
        {plainText(chartsAway)}. The numbers do not need it.
      </p>
    );
  }
  if (charts.every(({ series }) => series.length === 0)) {
    return (
      <p class="empty panel">
        {load.standing === "running"
          ? "Charts begin with the first session."
          : `Telemetry keeps nothing of ${load.id}.${
            load.hasPage ? " Its whole report has the charts." : ""
          }`}
      </p>
    );
  }
  return (
    <div class="board">
      {charts.map((chart, number) => (
        <LoadChart key={number} {...props} chart={chart} number={number} />
      ))}
    </div>
  );
}

function LoadChart(
  { chart, number, load, state }: OneLoadProps & {
    readonly chart: ChartView;
    readonly number: number;
  },
): VNode {
  const words = LOAD_CHARTS[number] ?? "";
  const title = load.unit === "iterations" && number === 2 ? "VUs at work" : words;
  const until = chart.fromMs + (chart.steps - 1) * chart.stepMs;
  return (
    <section class="panel chart" aria-label={title}>
      <header class="panel-head">
        <h3>{title}</h3>
        <p class="note">{formatClock(chart.fromMs)} to {formatClock(until)}</p>
      </header>
      {chart.series.length === 0 ? <p class="empty">Nothing was counted in this time.</p> : (
        <>
          <div
            class="plot js-block"
            data-plot={`load ${number}`}
            data-of={number}
            role="img"
            aria-label={`Chart of ${title}: ${lastWords(chart)}`}
          />
          <SeriesTable
            title={title}
            chart={chart}
            query={chart.query}
            cursorMs={state.cursorMs}
            isLarge
          />
        </>
      )}
    </section>
  );
}

function lastWords({ series }: ChartView): string {
  return series.map(({ name, values }) =>
    `${name} ends at ${formatValue(values.findLast((value) => value !== null), "number")}`
  ).join(", ");
}
