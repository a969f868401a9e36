import { type Cell, htmlTable, paragraph, section } from "./html_parts.ts";
import type { LoadReport, LoadStep } from "./load_report.ts";
import { countWords, rateWords, ratioWords, timeWords } from "./load_words.ts";
import { stackedBar } from "./svg_bars.ts";

/** Where time went: the mean startup in pieces, and each step of a session or request of a script. */
export function stepSection(report: LoadReport): string {
  const heading = { id: "steps", heading: "Where the time went" };
  const { steps, unit } = report;
  if (steps.length === 0) {
    return section(heading, [paragraph("No step was measured.")]);
  }
  const pieces = steps.flatMap(({ step, shareOfStartup }) =>
    shareOfStartup === null ? [] : [{ name: step, share: shareOfStartup }]
  );
  const bar = pieces.length === 0 ? [] : [
    "<h3>The mean startup in pieces</h3>",
    stackedBar("The mean startup", pieces),
  ];
  return section(heading, [...bar, stepTable(steps, unit)]);
}

function stepTable(steps: readonly LoadStep[], unit: LoadReport["unit"]): string {
  const isScript = unit === "iterations";
  return htmlTable({
    caption: isScript
      ? "Each named request of the script"
      : "Each step of a session, in order; a share is of the mean startup",
    titles: [
      ...[isScript ? "Request" : "Step", "Service", "Count", "Per second", "Failed"],
      ...["p50", "p95", "p99", ...(isScript ? [] : ["Share of startup"])],
    ],
    rows: steps.map((one): Cell[] => [
      ...[one.step, one.service, countWords(one.count), rateWords(one.perSecond)],
      one.failed === 0 ? "0" : { text: failedText(one), look: "bad" },
      timeWords(one.durationMs.p50),
      timeWords(one.durationMs.p95),
      timeWords(one.durationMs.p99),
      ...(isScript
        ? []
        : [one.shareOfStartup === null ? "after it" : ratioWords(one.shareOfStartup)]),
    ]),
    wordColumns: 2,
  });
}

function failedText({ count, failed }: LoadStep): string {
  const ratio = count === 0 ? "" : ` (${ratioWords(failed / count)})`;
  return countWords(failed) + ratio;
}
