import type { LoadComparison, LoadEffect } from "@netops/load/compare";
import type { StyleName } from "../print/color.ts";
import { formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";

const COLUMNS = [
  { title: "WHAT" },
  { title: "BEFORE", align: "right" },
  { title: "AFTER", align: "right" },
  { title: "CHANGE", align: "right" },
  { title: "INTERVAL", align: "right" },
  { title: "VERDICT" },
] as const;
const STYLES: Readonly<Record<LoadEffect["verdict"], StyleName>> = {
  ...{ same: "green", better: "green", worse: "red", unknown: "yellow" },
};

/** How two loads differ: the verdict first, then number by number, and why something is not known. */
export function loadCompareLines(
  comparison: LoadComparison,
  print: Parameters<typeof formatTable>[2],
): readonly string[] {
  const { before, after, verdict, alpha, effects } = comparison;
  const { paint } = print;
  const sure = `${Number((100 * (1 - alpha)).toPrecision(4))} %`;
  return [
    `${paint(STYLES[verdict], verdict.toUpperCase())}  ${harmless(after)} beside ${
      harmless(before)
    }, intervals of ${sure}`,
    ...formatTable(COLUMNS, effects.map((effect) => rowOf(effect, paint)), print),
    ...reasonsOf(effects),
  ];
}

function rowOf(effect: LoadEffect, paint: (style: StyleName, text: string) => string): string[] {
  const { words, scale, before, after, effect: change, verdict } = effect;
  const show = (value: number) => scale === "ratio" ? percent(value) : signed(value);
  return [
    words,
    ...[before, after].map((value) => value === null ? "-" : plain(value)),
    change === null ? "-" : show(change.mean),
    change === null ? "-" : `${show(change.low)} to ${show(change.high)}`,
    paint(STYLES[verdict], verdict),
  ];
}

function reasonsOf(effects: readonly LoadEffect[]): readonly string[] {
  const reasons = new Set(effects.flatMap(({ reason }) => reason === undefined ? [] : [reason]));
  const decided = effects.flatMap(({ words, verdict, because }) =>
    because === undefined ? [] : [`${words} ${verdict}, as ${harmless(because)}`]
  );
  return [...decided, ...[...reasons].map((reason) => `unknown, as ${harmless(reason)}`)];
}

function plain(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${plain(value)}`;
}

function percent(value: number): string {
  return `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
}
