import { type Cell, htmlTable, paragraph, section } from "./html_parts.ts";
import type { LoadReport, LoadStep } from "./load_report.ts";
import { countWords, rateWords, ratioWords, timeWords } from "./load_words.ts";
import { stackedBar } from "./svg_bars.ts";

/** What each step of a startup is, in their order. */
const MEANINGS: Readonly<Record<string, string>> = {
  queue: "from when it was due to its begin",
  play: "playback answers which OCAs serve",
  master: "OCAs are asked at once, one is chosen",
  playlist: "lists of segments of picture and sound",
  init: "heads of picture and sound",
  segment: "until enough is there to show a picture",
  signin: "the answer to a password",
  browse: "the first page",
};

/** Where time went: the mean startup in pieces, and each step of a session or request of a script. */
export function stepSection(report: LoadReport): string {
  const heading = { id: "steps", heading: "Where the time went" };
  const { steps, unit } = report;
  if (steps.length === 0) {
    return section(heading, [paragraph("No step was measured.")]);
  }
  if (unit === "iterations") {
    return section(heading, [requestTable(steps, "Each named request of the script", "Request")]);
  }
  const pieces = steps.filter(({ shareOfStartup }) => shareOfStartup !== null);
  const all = steps.filter(({ shareOfStartup }) => shareOfStartup === null);
  return section(heading, [
    ...(pieces.length === 0 ? [] : startupParts(pieces)),
    ...(all.length === 0 ? [] : [
      requestTable(all, "All requests of all sessions, those of the startup among them", "Request"),
    ]),
  ]);
}

function startupParts(pieces: readonly LoadStep[]): readonly string[] {
  const bar = pieces.map(({ step, shareOfStartup }) => ({
    name: step,
    share: shareOfStartup ?? 0,
  }));
  return [
    "<h3>The mean startup in pieces</h3>",
    stackedBar("The mean startup", bar),
    htmlTable({
      caption: "Each step of a startup, in order",
      titles: ["Step", "p95", "Share", "p50", "p99", "Count", "What it is"],
      rows: pieces.map(({ step, durationMs, shareOfStartup, count }): Cell[] => [
        nameOf(step),
        ...[timeWords(durationMs.p95), ratioWords(shareOfStartup), timeWords(durationMs.p50)],
        ...[timeWords(durationMs.p99), countWords(count)],
        MEANINGS[nameOf(step)] ?? "",
      ]),
      ...{ wordColumns: 1, wordsFrom: 6 },
    }),
  ];
}

/** The heading says already that it is of the startup. */
function nameOf(step: string): string {
  return step.replace(/^startup: /, "");
}

function requestTable(steps: readonly LoadStep[], caption: string, title: string): string {
  return htmlTable({
    caption,
    titles: [title, "p95", "Failed", "p50", "p99", "Count", "Per second", "Service"],
    rows: steps.map((one): Cell[] => [
      one.step,
      timeWords(one.durationMs.p95),
      one.failed === 0 ? "0" : { text: failedText(one), look: "bad" },
      ...[timeWords(one.durationMs.p50), timeWords(one.durationMs.p99)],
      ...[countWords(one.count), rateWords(one.perSecond), one.service],
    ]),
    ...{ wordColumns: 1, wordsFrom: 7 },
  });
}

function failedText({ count, failed }: LoadStep): string {
  const ratio = count === 0 ? "" : ` (${ratioWords(failed / count)})`;
  return countWords(failed) + ratio;
}
