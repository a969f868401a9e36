import { escapeMarkup as safe } from "./escape.ts";

/** A cell: text, or text of a class. */
export type Cell = string | { readonly text: string; readonly look: string };

/** A table of a report. */
export interface HtmlTable {
  readonly caption: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A section with a heading and tables; nothing without a row. Everything in it is made safe. */
export function tableSection(heading: string, { caption, titles, rows }: HtmlTable): string {
  if (rows.length === 0) return "";
  const head = titles.map((title) => `<th scope="col">${safe(title)}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map(cellText).join("")}</tr>`).join("\n");
  return `<section><h2>${safe(heading)}</h2>${
    scrolling(
      heading,
      `<table><caption>${
        safe(caption)
      }</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`,
    )
  }</section>`;
}

/** Something wide that narrow screens scroll, by keyboard too. */
export function scrolling(name: string, inner: string): string {
  return `<div class="scroll" role="region" aria-label="${safe(name)}" tabindex="0">${inner}</div>`;
}

/** Facts with their names. */
export function factList(facts: readonly (readonly [string, string])[]): string {
  return `<dl>${
    facts.map(([name, value]) => `<div><dt>${safe(name)}</dt><dd>${safe(value)}</dd></div>`).join(
      "",
    )
  }</dl>`;
}

/** A whole page that needs nothing else. */
export function htmlPage(
  { title, style, body }: { title: string; style: string; body: string },
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function cellText(cell: Cell): string {
  return typeof cell === "string"
    ? `<td>${safe(cell)}</td>`
    : `<td class="${safe(cell.look)}">${safe(cell.text)}</td>`;
}
