import type { StyleName } from "../print/color.ts";
import type { MarkOptions } from "../print/status_mark.ts";
import { formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";
import type { TriedLook } from "./judge_backtest.ts";

const STYLES: Readonly<Record<TriedLook["now"], StyleName>> = {
  ...{ pass: "green", marginal: "yellow", fail: "red", inconclusive: "yellow" },
};

const COLUMNS = ["DEPLOY", "APP", "LOOK", "THEN", "NOW", "DECIDED BY"].map((title) => ({ title }));

/** A back-test for people: a row a look, newest first, how many are others, and what was not read then. */
export function tryLines(
  looks: readonly TriedLook[],
  { columns, ...marks }: MarkOptions & { readonly columns?: number },
): readonly string[] {
  const rows = looks.map((look) => rowOf(look, marks));
  return [
    ...formatTable(COLUMNS, rows, { ...marks, ...(columns === undefined ? {} : { columns }) }),
    "",
    summary(looks),
    ...missingLines(looks),
  ];
}

function rowOf(
  { execution, app, look, then, now, deciding }: TriedLook,
  { paint }: MarkOptions,
): string[] {
  const said = then === now ? now : paint(STYLES[now], now);
  return [harmless(execution), harmless(app), `${look}`, then, said, harmless(deciding.join(", "))];
}

function summary(looks: readonly TriedLook[]): string {
  const changed = looks.filter(({ then, now }) => then !== now);
  const kinds = new Map<string, number>();
  for (const { then, now } of changed) {
    const kind = `${then} to ${now}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const all = looks.length === 1 ? "1 look" : `${looks.length} looks`;
  if (changed.length === 0) return `${all}: every verdict would have been the same`;
  const words = [...kinds].map(([kind, count]) => `${count} from ${kind}`);
  return `${all}: ${changed.length} would have been others, ${words.join(", ")}`;
}

function missingLines(looks: readonly TriedLook[]): readonly string[] {
  const names = [...new Set(looks.flatMap(({ missing }) => missing))];
  return names.map((name) => {
    const count = looks.filter(({ missing }) => missing.includes(name)).length;
    return `"${
      harmless(name)
    }" was not read at ${count} of ${looks.length}, and judged nothing there`;
  });
}
