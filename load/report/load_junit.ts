import { escapeMarkup as safe } from "./escape.ts";
import type { LoadReport } from "./load_report.ts";
import { engineWords } from "./load_words.ts";
import { actualWords, thresholdWords } from "./threshold_words.ts";

/** One case; without trouble it is fine. */
interface Case {
  readonly group: "threshold" | "verdict";
  readonly name: string;
  readonly trouble?: { readonly tag: "failure" | "error"; readonly message: string };
}

/**
 * Writes a load as JUnit's XML: the load is the suite, each threshold and the verdict a case. A limit that was not kept is
 * a failure; what was not measured, or a load that could not be given, is an error, so that neither is ever a pass.
 * Source: the schema that Jenkins and GitLab read (junit-10.xsd).
 */
export function renderLoadJunit(report: LoadReport): string {
  const cases = [
    ...report.thresholds.map((one) => thresholdCase(one, report)),
    verdictCase(report),
  ];
  const count = (tag: string) => cases.filter(({ trouble }) => trouble?.tag === tag).length;
  const seconds = (Math.max(0, report.endedAtMs - report.startedAtMs) / 1_000).toFixed(3);
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${
    count("error")
  }" time="${seconds}"`;
  const at = new Date(report.startedAtMs).toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netops load" ${counts}>`,
    `  <testsuite name="${safe(report.name)}" timestamp="${at}" ${counts}>`,
    "    <properties>",
    ...propertiesOf(report).map(([name, value]) =>
      `      <property name="${name}" value="${safe(value)}"/>`
    ),
    "    </properties>",
    ...cases.flatMap((one) => caseLines(one, report.name)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function propertiesOf(report: LoadReport): readonly (readonly [string, string])[] {
  return [
    ...[["id", report.id], ["shape", report.shape], ["seed", String(report.seed)]] as const,
    ...[["engine", engineWords(report)], ["verdict", report.verdict]] as const,
    ["reason", report.reason],
  ];
}

function thresholdCase(outcome: LoadReport["thresholds"][number], report: LoadReport): Case {
  const { name, limit } = thresholdWords(outcome);
  const words = { group: "threshold", name: `${name} ${limit}` } as const;
  const asked = `${outcome.metric} ${outcome.limit}`;
  if (report.verdict === "inconclusive") {
    const message = `${asked}: the load is inconclusive, ${report.reason}`;
    return { ...words, trouble: { tag: "error", message } };
  }
  if (outcome.actual === null) {
    return { ...words, trouble: { tag: "error", message: `${asked}: nothing was measured` } };
  }
  if (outcome.passed) return words;
  const message = `${asked}: it was ${actualWords(outcome)} (${outcome.actual})`;
  return { ...words, trouble: { tag: "failure", message } };
}

function verdictCase({ verdict, reason }: LoadReport): Case {
  const words = { group: "verdict", name: "the load passed" } as const;
  if (verdict === "passed") return words;
  const tag = verdict === "failed" ? "failure" : "error";
  return { ...words, trouble: { tag, message: `${verdict}: ${reason}` } };
}

function caseLines({ group, name, trouble }: Case, load: string): string[] {
  const head = `    <testcase classname="${safe(`${load}.${group}`)}" name="${
    safe(name)
  }" time="0"`;
  if (trouble === undefined) return [`${head}/>`];
  const message = safe(trouble.message);
  const inner = `<${trouble.tag} message="${message}" type="${group}">${message}</${trouble.tag}>`;
  return [`${head}>`, `      ${inner}`, "    </testcase>"];
}
