import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import { parseNumber, unquote } from "../language/literals.ts";

/** One value of a series in the test language. */
export type NotedValue = number | "omitted" | "stale" | "histogram";

/** A line of a `load` or of expected results: labels and values. */
export interface NotedSeries {
  readonly labels: LabelSet;
  readonly values: readonly NotedValue[];
}

const LABEL =
  /^\s*(?:([A-Za-z_]\w*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`))\s*(?:=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`))?\s*(,|(?=\}))/;
const NUMBER = String
  .raw`(?:\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[iI]nf|[nN]a[nN])`;
const ITEM = new RegExp(`^([+-]?${NUMBER})(?:([+-])(${NUMBER}))?(?:x(\\d+))?$`);

/** Reads `name{label="value"} 1+2x3 _ stale`. @throws SyntaxError when it is none */
export function parseSeriesNotation(line: string): NotedSeries {
  const [name = ""] = /^[A-Za-z_:][\w:]*/.exec(line) ?? [];
  let rest = line.slice(name.length);
  const labels = new Map<string, string>();
  if (name !== "") labels.set(METRIC_NAME, name);
  if (rest.startsWith("{")) rest = takeLabels(rest.slice(1), labels);
  return { labels: LabelSet.of(labels), values: parseValues(rest) };
}

function takeLabels(text: string, labels: Map<string, string>): string {
  let rest = text;
  while (!/^\s*\}/.test(rest)) {
    const [whole, bare, quoted, value] = LABEL.exec(rest) ?? [];
    if (whole === undefined) throw new SyntaxError(`Cannot read labels at ${rest}`);
    if (value === undefined) labels.set(METRIC_NAME, unquote(quoted ?? ""));
    else labels.set(bare ?? unquote(quoted ?? ""), unquote(value));
    rest = rest.slice(whole.length);
  }
  return rest.replace(/^\s*\}/, "");
}

/** Reads `1+2x3 _ stale`; a number by itself stands for one value. */
export function parseValues(text: string): NotedValue[] {
  const values: NotedValue[] = [];
  for (const item of text.trim().match(/(?:\{\{[^}]*\}\}|[^\s{])+/g) ?? []) {
    values.push(...parseItem(item));
  }
  return values;
}

function parseItem(item: string): NotedValue[] {
  if (item.startsWith("{{")) {
    const times = Number(/x(\d+)$/.exec(item)?.[1] ?? 0);
    return new Array<NotedValue>(times + 1).fill("histogram");
  }
  if (item.startsWith("_")) {
    return new Array<NotedValue>(Number(/^_x(\d+)$/.exec(item)?.[1] ?? 1)).fill("omitted");
  }
  const [, stale] = /^stale(?:x(\d+))?$/.exec(item) ?? [];
  if (/^stale(x\d+)?$/.test(item)) {
    return new Array<NotedValue>(Number(stale ?? 0) + 1).fill("stale");
  }
  const [whole, first = "", sign, increment, times] = ITEM.exec(item) ?? [];
  if (whole === undefined) throw new SyntaxError(`Cannot read the value ${item}`);
  const step = increment === undefined ? 0 : signed(sign ?? "+", parseNumber(increment));
  let value = signed(first, parseNumber(first.replace(/^[+-]/, "")));
  return Array.from({ length: Number(times ?? 0) + 1 }, () => {
    const now = value;
    value += step;
    return now;
  });
}

function signed(text: string, value: number): number {
  return text.startsWith("-") ? -value : value;
}
