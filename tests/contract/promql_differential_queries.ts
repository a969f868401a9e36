import type { Rng } from "@netops/core";

const RANGE_FUNCTIONS = [
  ..."rate increase irate delta idelta deriv changes resets avg_over_time min_over_time max_over_time"
    .split(" "),
  ..."sum_over_time count_over_time stddev_over_time stdvar_over_time last_over_time".split(" "),
  ..."present_over_time absent_over_time mad_over_time first_over_time ts_of_max_over_time".split(
    " ",
  ),
  ..."ts_of_min_over_time ts_of_last_over_time ts_of_first_over_time".split(" "),
];
const VALUE_FUNCTIONS = [
  ..."abs ceil floor round exp ln log2 log10 sqrt sgn sin cos tan asin acos atan sinh cosh tanh"
    .split(" "),
  ..."asinh acosh atanh deg rad sort sort_desc absent minute hour month year day_of_week".split(
    " ",
  ),
  ..."day_of_month day_of_year days_in_month timestamp".split(" "),
];
/** Those whose result does not blow up the last digit of their argument. */
const CALM_FUNCTIONS = "abs ceil floor sqrt sgn atan tanh deg rad sort absent timestamp".split(" ");
const AGGREGATIONS = "sum avg min max count group stddev stdvar".split(" ");
const SELECTORS = [
  "requests_total",
  'requests_total{code="500"}',
  "temperature",
  "queue_length",
  "rare",
  "ended",
  "odd_values",
];

/** Queries written by hand, of `tests/data/promql/queries.txt`. */
export async function handWrittenQueries(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("../data/promql/queries.txt", import.meta.url));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

/** Every function and aggregation with every kind of series, and combinations by chance. */
export function generatedQueries(rng: Rng, count: number): string[] {
  const queries: string[] = [];
  for (const name of RANGE_FUNCTIONS) {
    for (const selector of SELECTORS) queries.push(`${name}(${selector}[${pick(rng, RANGES)}])`);
  }
  for (const name of VALUE_FUNCTIONS) {
    // The date of NaN is what the machine makes of it, so ours has none.
    queries.push(
      `${name}(${pick(rng, SELECTORS.filter((selector) => selector !== "odd_values"))})`,
    );
  }
  for (const name of AGGREGATIONS) {
    for (const selector of SELECTORS) queries.push(`${name} ${grouping(rng)} (${selector})`);
  }
  while (queries.length < count) queries.push(vectorQuery(rng, 3));
  return queries;
}

const RANGES = ["15s", "31s", "1m", "2m", "5m", "10m", "1h"];

function vectorQuery(rng: Rng, depth: number): string {
  if (depth === 0) return selector(rng);
  const inner = () => vectorQuery(rng, depth - 1);
  switch (Math.floor(rng.next() * 9)) {
    case 0:
      return `${pick(rng, AGGREGATIONS)} ${grouping(rng)} (${inner()})`;
    case 1:
      return `${pick(rng, RANGE_FUNCTIONS)}(${selector(rng, false)}[${pick(rng, RANGES)}])`;
    case 2:
      return `${pick(rng, RANGE_FUNCTIONS)}(${inner()}[${pick(rng, ["2m", "5m"])}:${
        pick(rng, ["", "20s", "1m"])
      }])`;
    case 3:
      return `${pick(rng, CALM_FUNCTIONS)}(${inner()})`;
    case 4:
      return `(${inner()}) ${pick(rng, ["+", "-", "*", "/", "%", ">", "<=", "!=", "> bool"])} ${
        pick(rng, ["2", "0.5", "20", "-1"])
      }`;
    case 5:
      return `(${inner()}) ${pick(rng, ["+", "-", "*", "/", ">", "==", "and", "or", "unless"])} ${
        pick(rng, ["", "on (app, instance)", "ignoring (code)"])
      } (${inner()})`;
    case 6:
      return `sum by (app) (${inner()}) ${
        pick(rng, ["+", "/", "> bool", "or", "unless"])
      } on (app) sum by (app) (${inner()})`;
    case 7:
      // Of equal values Prometheus chooses by chance when they were computed.
      return `${pick(rng, ["topk", "bottomk"])}(2, ${pick(rng, SELECTORS)})`;
    default:
      return selector(rng);
  }
}

function selector(rng: Rng, mayShift = true): string {
  const plain = pick(rng, SELECTORS);
  if (!mayShift || rng.next() < 0.7) return plain;
  return plain +
    pick(rng, [" offset 1m", " offset -30s", " @ 1700000900", " @ end()", " @ start()"]);
}

function grouping(rng: Rng): string {
  return pick(rng, [
    "",
    "by (app)",
    "by (app, zone)",
    "without (instance)",
    "by (n)",
    "without (code, zone)",
  ]);
}

function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[Math.floor(rng.next() * list.length)] as T;
}
