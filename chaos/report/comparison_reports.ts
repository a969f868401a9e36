import type { Comparison } from "./compare_runs.ts";
import { escapeMarkdown, escapeMarkup } from "./escape.ts";
import { type Cell, htmlPage, scrolling, tableSection } from "./html_parts.ts";
import { HTML_STYLE } from "./html_style.ts";
import { markdownTable } from "./markdown_report.ts";
import type { RunStory } from "./run_story.ts";
import { svgTimeLine } from "./svg_time_line.ts";

/** Says how two runs differ, in one sentence. */
export function comparisonWords({ rows, isSamePlan }: Comparison): string {
  const namesOf = (change: string) =>
    rows.filter((row) => row.change === change).map(({ what }) => what);
  const [better, worse] = [namesOf("better"), namesOf("worse")];
  const parts = [
    ...(worse.length === 0 ? [] : [`worse: ${worse.join(", ")}`]),
    ...(better.length === 0 ? [] : [`better: ${better.join(", ")}`]),
  ];
  const words = parts.length === 0 ? "nothing got better or worse" : parts.join("; ");
  return isSamePlan ? words : `${words} (not the same plan: other draws, or another experiment)`;
}

/** Two runs as a comment on a pull request. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { id, vs, title, rows } = comparison;
  const safe = escapeMarkdown;
  const cells = rows.map(({ what, before, after, change }) => [
    ...[safe(what), safe(before), safe(after)],
    change === "worse" ? "**worse**" : change,
  ]);
  const parts = [
    `## ${safe(title)}: ${safe(id)} compared with ${safe(vs)}`,
    safe(comparisonWords(comparison)),
    ...markdownTable(["", safe(vs), safe(id), "Change"], cells),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Two runs as one page, with both time lines. */
export function comparisonHtml(
  comparison: Comparison,
  { after, before }: { readonly after: RunStory; readonly before: RunStory },
): string {
  const { id, vs, title, rows } = comparison;
  const table = tableSection("What changed", {
    caption: `From ${vs} to ${id}`,
    titles: ["What", vs, id, "Change"],
    rows: rows.map(({ what, before: old, after: now, change }): Cell[] => [
      ...[what, old, now],
      { text: change, look: change },
    ]),
  });
  const safe = escapeMarkup;
  const body = [
    `<h1>${safe(`${title}: ${id} compared with ${vs}`)}</h1>`,
    `<div class="verdict ${safe(after.verdict.name.replaceAll(" ", "-"))}"><strong>${
      safe(after.verdict.name)
    }</strong><p>${safe(comparisonWords(comparison))}</p></div>`,
    table,
    ...[after, before].map((story) =>
      `<section><h2>Time line of ${safe(story.id)}</h2>${
        scrolling(`Time line of ${story.id}`, svgTimeLine(story))
      }</section>`
    ),
  ].join("\n");
  return htmlPage({ title: `${id} compared with ${vs}`, style: HTML_STYLE, body });
}
