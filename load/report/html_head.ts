import { escapeMarkup as safe } from "./escape.ts";
import { generatorSigns, generatorVerdict } from "./generator_words.ts";
import { bareTable, type Cell, factList, paragraph, section } from "./html_parts.ts";
import type { LoadReport } from "./load_report.ts";
import * as words from "./load_words.ts";
import { actualWords, thresholdWords, worstFirst } from "./threshold_words.ts";

/** How a verdict is marked besides its colour. */
export const VERDICT_MARKS: Readonly<Record<LoadReport["verdict"], readonly [string, string]>> = {
  passed: ["✓", "Passed"],
  failed: ["✗", "Failed"],
  inconclusive: ["?", "Inconclusive"],
};

/** The first that is read: the verdict, its reason, and which load it was. */
export function verdictHeader(report: LoadReport): string {
  const { verdict, reason, name, shape, id, exitCode } = report;
  const [mark, word] = VERDICT_MARKS[verdict];
  const inconclusive = verdict === "inconclusive"
    ? [paragraph("It is no pass: what was measured says little about the platform.")]
    : [];
  const signs = verdict !== "inconclusive" && generatorSigns(report).length > 0
    ? [paragraph(generatorVerdict(report), "caution")]
    : [];
  return [
    `<header class="verdict ${verdict}"><h1><strong><span aria-hidden="true">${mark}</span> ${word}:</strong> ${
      safe(reason)
    }</h1>`,
    paragraph(`${name}, ${shape}, by ${words.engineWords(report)} (${id}, exit code ${exitCode})`),
    ...inconclusive,
    ...signs,
    "</header>",
  ].join("\n");
}

/** Limits against what was measured, and the load in numbers. */
export function thresholdSection(report: LoadReport): string {
  const rows = worstFirst(report.thresholds).map((outcome): Cell[] => {
    const { name, limit } = thresholdWords(outcome);
    const code = safe(`${outcome.metric} ${outcome.limit}`).replaceAll("_", "_<wbr>");
    const written = `<code>${code}</code>`;
    const named = { html: `${safe(name).replaceAll(":", ":<wbr>")} <br>${written}` };
    // A number and its unit stay together where a phone has to wrap.
    const actual = actualWords(outcome).replace(/(?<=\d) /g, "\u00a0");
    return [named, limit, actual, outcomeCell(outcome)];
  });
  const table = rows.length === 0 ? paragraph("No threshold was set.") : bareTable({
    caption: "Limits and what was measured; what was not measured is not passed",
    titles: ["Threshold", "Limit", "Actual", "Result"],
    ...{ rows, wordColumns: 2, wordsFrom: 3 },
  });
  return section({ id: "thresholds", heading: "Thresholds" }, [table]);
}

/** The load in numbers. */
export function numberSection(report: LoadReport): string {
  const facts = report.unit === "sessions" ? viewerFacts(report) : scriptFacts(report);
  return section({ id: "numbers", heading: "In numbers" }, [factList(facts)]);
}

function outcomeCell({ passed, actual }: LoadReport["thresholds"][number]): Cell {
  if (passed) return { text: "✓ passed", look: "outcome good" };
  return { text: actual === null ? "? unknown" : "✗ failed", look: "outcome bad" };
}

function viewerFacts(report: LoadReport): readonly (readonly [string, string])[] {
  const { starts, startupMs, stalledRatio, stallsPerSession, recoveryMs } = report;
  return [
    ["SPS attempted", words.rateWords(report.spsAttempted)],
    ["SPS achieved", words.rateWords(report.spsAchieved)],
    ["started", `${words.countWords(starts.started)} of ${words.countWords(starts.attempted)}`],
    ["startup p50", words.timeWords(startupMs.p50)],
    ["startup p95", words.timeWords(startupMs.p95)],
    ["startup p99", words.timeWords(startupMs.p99)],
    ["start failures", ratioAndCount(report.startFailureRatio, starts.failedTechnical)],
    ["refused by business rules", words.countWords(starts.failedBusiness)],
    ["left before a picture", ratioAndCount(report.exitBeforeStartRatio, starts.left)],
    ["cut off before a picture", words.countWords(starts.cut)],
    ["plays that broke off", words.ratioWords(report.playFailureRatio)],
    ["time stalled", words.ratioWords(stalledRatio)],
    [
      "stalls per session",
      stallsPerSession === null ? words.NOT_MEASURED : words.rateWords(stallsPerSession),
    ],
    ["average bitrate", words.bitrateWords(report.averageBitrateBps)],
    ["switches of rung", words.countWords(report.switches)],
    ["failovers", words.countWords(report.failovers)],
    ["recovery p95", words.timeWords(recoveryMs.p95)],
    ...commonFacts(report),
  ];
}

function scriptFacts(report: LoadReport): readonly (readonly [string, string])[] {
  const { starts } = report;
  return [
    ["iterations per second", words.rateWords(report.spsAchieved)],
    ["iterations", words.countWords(starts.started)],
    ["failed iterations", ratioAndCount(report.startFailureRatio, starts.failedTechnical)],
    ...commonFacts(report),
  ];
}

function commonFacts(report: LoadReport): readonly (readonly [string, string])[] {
  return [
    ["due and never begun", words.countWords(report.droppedIterations)],
    ["errors of the script", words.countWords(report.scriptErrors)],
  ];
}

function ratioAndCount(ratio: number | null, count: number): string {
  return ratio === null
    ? words.NOT_MEASURED
    : `${words.ratioWords(ratio)} (${words.countWords(count)})`;
}
