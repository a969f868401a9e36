import { escapeMarkup as safe } from "./escape.ts";
import { generatorFacts, generatorVerdict } from "./generator_words.ts";
import { type Cell, factList, htmlTable, paragraph, section } from "./html_parts.ts";
import type { LoadReport } from "./load_report.ts";
import * as words from "./load_words.ts";
import { nextCommands } from "./run_again.ts";

/** How the generator fared, and in plain words whether it was the limit. */
export function generatorSection(report: LoadReport): string {
  const { generator } = report;
  const facts = generator === null ? [] : [factList(generatorFacts(generator))];
  return section({ id: "generator", heading: "Health of the generator" }, [
    paragraph(generatorVerdict(report)),
    ...facts,
  ]);
}

/** How the load was run, and how to run it again and compare. */
export function runSection(report: LoadReport): string {
  const { again, missing, compare } = nextCommands(report);
  const asWas = missing.length === 0
    ? []
    : [paragraph(`Give as it was: ${missing.join("; ")}.`, "note")];
  return section({ id: "run", heading: "How it was run" }, [
    factList(runFacts(report)),
    companionTable(report),
    "<h3>Run it again, and compare</h3>",
    `<pre tabindex="0" role="region" aria-label="Commands"><code>${safe(again)}\n${
      safe(compare)
    }</code></pre>`,
    ...asWas,
  ]);
}

function runFacts(report: LoadReport): readonly (readonly [string, string])[] {
  const { startedAtMs, endedAtMs, k6ExitCode } = report;
  return [
    ["load", report.name],
    ["shape", report.shape],
    ["engine", words.engineWords(report)],
    ["seed", String(report.seed)],
    [
      report.unit === "sessions" ? "sessions at once at most" : "VUs at most",
      words.countWords(report.maxVus),
    ],
    ["began", words.dateWords(startedAtMs)],
    ["ended", words.dateWords(endedAtMs)],
    ["took", words.timeWords(endedAtMs - startedAtMs)],
    ["id", report.id],
    ["exit code", String(report.exitCode)],
    ...(k6ExitCode === undefined ? [] : [["exit code of k6", String(k6ExitCode)]] as const),
  ];
}

function companionTable({ companions, startedAtMs }: LoadReport): string {
  if (companions.length === 0) return "";
  return htmlTable({
    caption: "What ran beside the load",
    titles: ["Kind", "Name", "Outcome", "Exit code", "At", "Took"],
    rows: companions.map((one): Cell[] => [
      ...[one.kind, one.name, one.outcome, String(one.exitCode)],
      words.offsetWords(one.startedAtMs, startedAtMs),
      words.timeWords(one.endedAtMs - one.startedAtMs),
    ]),
    wordColumns: 6,
  });
}
