import { escapeMarkup as safe } from "./escape.ts";
import type { SafeHtml } from "./safe_html.ts";

/** A cell: text, text of a class, or markup that is safe already. */
export type Cell = string | { readonly text: string; readonly look: string } | SafeHtml;

/** A table of a report. */
export interface HtmlTable {
  readonly caption: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** First columns that hold words; the others hold numbers and stand right. */
  readonly wordColumns: number;
  /** Columns of numbers are followed by columns of words from here on. */
  readonly wordsFrom?: number;
}

/** A word that has to be broken, or it would push all else aside. */
const LONG_WORD = /\S{25}/;

/** A table that narrow screens scroll within itself, by keyboard too; everything in it is made safe. */
export function htmlTable(table: HtmlTable): string {
  return `<div class="scroll" role="region" aria-label="${safe(table.caption)}" tabindex="0">${
    bareTable(table)
  }</div>`;
}

/** A table that wraps instead of scrolling. */
export function bareTable({ caption, titles, rows, ...places }: HtmlTable): string {
  const { wordColumns, wordsFrom = Infinity } = places;
  const look = (at: number) => at < wordColumns || at >= wordsFrom ? "" : ' class="number"';
  const head = titles.map((title, at) => `<th scope="col"${look(at)}>${safe(title)}</th>`);
  const body = rows.map((cells) =>
    `<tr>${cells.map((cell, at) => cellText(cell, look(at))).join("")}</tr>`
  );
  return `<table><caption>${safe(caption)}</caption><thead><tr>${
    head.join("")
  }</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>`;
}

/** Facts with their names. */
export function factList(facts: readonly (readonly [string, string])[]): string {
  const items = facts.map(([name, value]) =>
    `<div><dt>${safe(name)}</dt><dd>${safe(value)}</dd></div>`
  );
  return `<dl>${items.join("")}</dl>`;
}

/** A part of the page with its heading. */
export function section(
  { id, heading }: { readonly id: string; readonly heading: string },
  inner: readonly string[],
): string {
  return `<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${
    safe(heading)
  }</h2>\n${inner.join("\n")}\n</section>`;
}

/** The numbers of a drawing, folded away. */
export function folded(summary: string, inner: string): string {
  return `<details><summary>${safe(summary)}</summary>${inner}</details>`;
}

/** A sentence of its own. */
export function paragraph(text: string, look = ""): string {
  return `<p${look === "" ? "" : ` class="${look}"`}>${safe(text)}</p>`;
}

function cellText(cell: Cell, look: string): string {
  if (typeof cell === "string") {
    const wraps = look === "" && LONG_WORD.test(cell);
    return `<td${wraps ? ' class="wrap"' : look}>${safe(cell)}</td>`;
  }
  if ("html" in cell) return `<td${look}>${cell.html}</td>`;
  const classes = look === "" ? cell.look : `number ${cell.look}`;
  return `<td class="${safe(classes)}">${safe(cell.text)}</td>`;
}
