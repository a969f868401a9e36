import { escapeMarkdown as safe } from "./escape.ts";
import { generatorLine } from "./generator_words.ts";
import type { LoadReport } from "./load_report.ts";
import * as words from "./load_words.ts";
import { nextCommands } from "./run_again.ts";
import { actualWords, thresholdWords } from "./threshold_words.ts";

const MARKS: Readonly<Record<LoadReport["verdict"], string>> = {
  ...{ passed: "✅", failed: "❌", inconclusive: "⚠️" },
};
const MOST = { thresholds: 12, events: 6, errors: 5, steps: 8, ocas: 5 } as const;

/** Writes a load as a comment on a pull request: the verdict and its thresholds first, at most 60 lines. */
export function renderLoadMarkdown(report: LoadReport): string {
  const { verdict, name, reason } = report;
  const parts = [
    `## ${MARKS[verdict]} ${safe(name)}: ${verdict}`,
    safe(reason),
    ...thresholdTable(report),
    numberLine(report),
    ...ocaLine(report),
    ...eventList(report),
    ...errorTable(report),
    ...stepTable(report),
    safe(generatorLine(report)),
    originLine(report),
  ];
  return `${parts.join("\n\n")}\n`;
}

function thresholdTable({ thresholds }: LoadReport): string[] {
  const rows = thresholds.map((outcome) => {
    const { name, limit } = thresholdWords(outcome);
    const result = outcome.passed
      ? "✅ passed"
      : outcome.actual === null
      ? "❔ unknown"
      : "❌ failed";
    return [safe(name), safe(limit), actualWords(outcome), result];
  });
  // What failed must not be what is cut off.
  const ranked = [
    ...rows.filter((_, at) => !thresholds[at]?.passed),
    ...rows.filter((_, at) => thresholds[at]?.passed),
  ];
  const shown = rows.length > MOST.thresholds ? ranked : rows;
  return table(["Threshold", "Limit", "Actual", "Result"], shown, MOST.thresholds);
}

function numberLine(report: LoadReport): string {
  const { spsAttempted, spsAchieved, startupMs, stalledRatio, startFailureRatio, failovers } =
    report;
  if (report.unit === "iterations") {
    const { started, failedTechnical } = report.starts;
    return `**${words.rateWords(spsAchieved)}** iterations per second · ${
      words.countWords(started)
    } iterations · ${words.countWords(failedTechnical)} failed`;
  }
  return [
    `**${words.rateWords(spsAchieved)}** of ${words.rateWords(spsAttempted)} asked-for SPS`,
    `startup ${words.quantileWords(startupMs)}`,
    `stalled ${words.ratioWords(stalledRatio)}`,
    `start failures ${words.ratioWords(startFailureRatio)}`,
    words.countedWords(failovers, "failover"),
  ].join(" · ");
}

function ocaLine({ ocas }: LoadReport): string[] {
  if (ocas.length === 0) return [];
  const ranked = ocas.toSorted((one, other) => other.share - one.share);
  const shown = ranked.slice(0, MOST.ocas).map(({ oca, share }) =>
    `${safe(oca)} ${words.ratioWords(share)}`
  );
  const hidden = ranked.length - MOST.ocas;
  return [`OCAs: ${shown.join(", ")}${hidden > 0 ? `, and ${hidden} more` : ""}`];
}

function eventList({ events, startedAtMs }: LoadReport): string[] {
  if (events.length === 0) return [];
  const sorted = events.toSorted((one, other) =>
    rank(one.lane) - rank(other.lane) || one.tsMs - other.tsMs
  );
  const lines = sorted.slice(0, MOST.events).map(({ tsMs, endMs, text }) => {
    const lasted = endMs === undefined ? "" : `, for ${words.timeWords(endMs - tsMs)}`;
    return `- ${words.offsetWords(tsMs, startedAtMs)} ${safe(text)}${lasted}`;
  });
  const hidden = events.length - MOST.events;
  return [[...lines, ...(hidden > 0 ? [`- and ${hidden} more events`] : [])].join("\n")];
}

/** What was done on purpose comes before what followed from it. */
function rank(lane: LoadReport["events"][number]["lane"]): number {
  return lane === "chaos" || lane === "deploy" ? 0 : 1;
}

function errorTable({ errors }: LoadReport): string[] {
  const ranked = errors.toSorted((one, other) => other.count - one.count);
  const rows = ranked.map(({ count, type, service, message }) => [
    words.countWords(count),
    ...[type, service, message].map(safe),
  ]);
  return table(["Errors", "Type", "Service", "Message"], rows, MOST.errors);
}

function stepTable({ steps, unit }: LoadReport): string[] {
  const rows = steps.map(({ step, durationMs, failed, shareOfStartup }) => [
    safe(step),
    words.timeWords(durationMs.p50),
    words.timeWords(durationMs.p95),
    words.countWords(failed),
    ...(unit === "iterations"
      ? []
      : [shareOfStartup === null ? "" : words.ratioWords(shareOfStartup)]),
  ]);
  const share = unit === "iterations" ? [] : ["Of startup"];
  return table(["Step", "p50", "p95", "Failed", ...share], rows, MOST.steps);
}

function originLine(report: LoadReport): string {
  const { shape, id, exitCode } = report;
  const origin = `<sub>${safe(shape)} · ${safe(words.engineWords(report))} · ${
    safe(id)
  } · exit ${exitCode}</sub>`;
  return `${origin}\n\n    ${nextCommands(report).again.replaceAll("\n", " ")}`;
}

/** A table of GitHub's Markdown; nothing without rows. The cells are safe already. */
function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const hidden = rows.length - most;
  const more = hidden > 0 ? [line([`and ${hidden} more`, ...titles.slice(1).map(() => "")])] : [];
  return [
    [line(titles), line(titles.map(() => "---")), ...rows.slice(0, most).map(line), ...more].join(
      "\n",
    ),
  ];
}
