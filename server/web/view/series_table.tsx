/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { ChartSeries, ChartView } from "../telemetry/data_answer.ts";
import { formatClock, formatValue, type ValueUnit } from "./format.ts";
import { plainText } from "./plain_text.ts";
import { unitOf } from "./ready_queries.ts";
import { Swatch } from "./waterfall_chart.tsx";

interface TableProps {
  readonly chart: ChartView;
  readonly query: string;
}

/** The legend, with what each series is at the cursor (else last), at least, on average, at most. */
export function SeriesTable(
  props: TableProps & {
    /** What is charted, as more than one may be on a page. */
    readonly title: string;
    readonly cursorMs: number | undefined;
    readonly isLarge: boolean;
  },
): VNode {
  const { chart, query, isLarge } = props;
  const index = indexAt(chart, props.cursorMs);
  const unit = unitOf(query);
  const rows = chart.series.map((series, number) => ({ series, number, ...extremesOf(series) }))
    .sort((left, right) => (right.most ?? -Infinity) - (left.most ?? -Infinity));
  return (
    <div class="legend" tabIndex={0} role="region" aria-label={`Series of ${props.title}`}>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col" class="num at">
              {index === undefined ? "Last" : formatClock(chart.fromMs + index * chart.stepMs)}
            </th>
            {isLarge ? <th scope="col" class="num">Least</th> : null}
            {isLarge ? <th scope="col" class="num">Mean</th> : null}
            <th scope="col" class="num">Most</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ series, number, least, mean, most }) => (
            <tr key={series.name}>
              <th scope="row">
                <Swatch index={number} />
                {plainText(series.name)}
              </th>
              <td class="num at">{formatValue(valueAt(series, index), unit)}</td>
              {isLarge ? <td class="num">{formatValue(least, unit)}</td> : null}
              {isLarge ? <td class="num">{formatValue(mean, unit)}</td> : null}
              <td class="num">{formatValue(most, unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Every number of a chart, newest first: what the canvas shows, for readers who do not see it. */
export function NumbersTable({ chart, query }: TableProps): VNode {
  const unit = unitOf(query);
  const steps = Array.from({ length: chart.steps }, (_, index) => chart.steps - 1 - index);
  return (
    <div class="scroll all-numbers" tabIndex={0} role="region" aria-label="All numbers">
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {chart.series.map(({ name }) => (
              <th key={name} scope="col" class="num">{plainText(name)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((index) => <StepLine key={index} chart={chart} index={index} unit={unit} />)}
        </tbody>
      </table>
    </div>
  );
}

function StepLine(
  { chart, index, unit }: {
    readonly chart: ChartView;
    readonly index: number;
    readonly unit: ValueUnit;
  },
): VNode {
  return (
    <tr>
      <th scope="row">{formatClock(chart.fromMs + index * chart.stepMs)}</th>
      {chart.series.map(({ name, values }) => (
        <td key={name} class="num">{formatValue(values[index], unit)}</td>
      ))}
    </tr>
  );
}

/** The step of a chart that a time falls on; undefined outside of it. */
export function indexAt(chart: ChartView, atMs: number | undefined): number | undefined {
  if (atMs === undefined) return undefined;
  const index = Math.round((atMs - chart.fromMs) / chart.stepMs);
  return index >= 0 && index < chart.steps ? index : undefined;
}

/** What a series is at a step; without one its last value that is known. */
export function valueAt(series: ChartSeries, index: number | undefined): number | null {
  if (index !== undefined) return series.values[index] ?? null;
  return series.values.findLast((value) => value !== null) ?? null;
}

/** The least, mean and greatest value of a series; null without any. */
export function extremesOf(
  series: ChartSeries,
): { readonly least: number | null; readonly mean: number | null; readonly most: number | null } {
  const known = series.values.filter((value) => value !== null);
  if (known.length === 0) return { least: null, mean: null, most: null };
  return {
    least: Math.min(...known),
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    most: Math.max(...known),
  };
}
