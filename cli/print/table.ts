import type { Paint } from "./color.ts";
import { fitText, textWidth } from "./text_width.ts";

/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "right";
}

/** How to lay a table out. */
export interface TableOptions {
  readonly paint: Paint;
  /** Lines are cut to this width; undefined leaves them as they are. */
  readonly columns?: number;
}

/** Lays rows out under titles: no borders, two spaces between columns, one row a line. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): readonly string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => textWidth(row[index] ?? "")))
  );
  const lay = (cells: readonly string[]) =>
    cells.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align))
      .join("  ").trimEnd();
  const header = options.paint("dim", lay(columns.map((column) => column.title)));
  const lines = [header, ...rows.map((row) => lay(row))];
  const limit = options.columns;
  return limit === undefined ? lines : lines.map((line) => fitText(line, limit));
}

function pad(cell: string, width: number, align: "right" | undefined): string {
  const space = " ".repeat(Math.max(0, width - textWidth(cell)));
  return align === "right" ? space + cell : cell + space;
}
