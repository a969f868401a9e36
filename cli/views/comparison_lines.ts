import { type Change, type Comparison, comparisonWords } from "@netops/chaos/report";
import type { Paint, StyleName } from "../print/color.ts";
import { formatTable } from "../print/table.ts";
import { fitText, harmless } from "../print/text_width.ts";

const STYLES: Partial<Record<Change, StyleName>> = { better: "green", worse: "red" };
const WIDEST_CELL = 44;

/** How two runs differ, as a table. */
export function comparisonLines(comparison: Comparison, paint: Paint): readonly string[] {
  const { id, vs, title, rows } = comparison;
  const columns = ["", vs, id, "CHANGE"].map((name) => ({ title: name }));
  const cells = rows.map(({ what, before, after, change }) => {
    const style = STYLES[change];
    return [
      ...[what, before, after].map((text) => fitText(harmless(text), WIDEST_CELL)),
      style === undefined ? change : paint(style, change),
    ];
  });
  return [
    paint("bold", harmless(title)),
    ...formatTable(columns, cells, { paint }),
    harmless(comparisonWords(comparison)),
  ];
}
