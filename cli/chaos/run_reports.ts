import {
  htmlReport,
  jsonReport,
  junitReport,
  markdownReport,
  tellStory,
} from "@netops/chaos/report";
import type { KeptRun } from "@netops/chaos/runner";
import { NetopsError } from "@netops/core";
import { resolve } from "node:path";
import type { CommandContext } from "../command_context.ts";

/** The forms of reports. */
export const REPORT_KINDS = ["junit", "html", "md", "json"] as const;

/** A form of reports. */
export type ReportKind = typeof REPORT_KINDS[number];

/** A report that is wanted. */
export interface WantedReport {
  readonly kind: ReportKind;
  readonly path: string;
}

/** Reads `KIND=PATH`. @throws {NetopsError} USAGE */
export function readReports(words: readonly string[]): WantedReport[] {
  return words.map((word) => {
    const [, name = "", path = ""] = /^([a-z]+)=(.+)$/.exec(word) ?? [];
    const kind = REPORT_KINDS.find((one) => one === name);
    if (kind !== undefined) return { kind, path };
    throw new NetopsError("USAGE", `Cannot read --report "${word}" as KIND=PATH`, {
      fix: `KIND is one of ${REPORT_KINDS.join(", ")}`,
    });
  });
}

/** A report of a run as text. */
export function reportText(kind: ReportKind, run: KeptRun): string {
  const story = tellStory(run);
  if (kind === "html") return htmlReport(story);
  if (kind === "md") return markdownReport(story);
  if (kind === "junit") return junitReport(story);
  return `${JSON.stringify(jsonReport(story, run), undefined, 2)}\n`;
}

/**
 * Writes the reports of a run; what cannot be written is said, and the verdict counts all the same.
 *
 * @returns Whether all of them are there.
 */
export function writeReports(
  run: KeptRun,
  reports: readonly WantedReport[],
  { cwd, print }: Pick<CommandContext, "cwd" | "print">,
): boolean {
  const written = reports.map(({ kind, path }) => {
    try {
      Deno.writeTextFileSync(resolve(cwd, path), reportText(kind, run));
      print.say(`${kind} report: ${path}`);
      return true;
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      print.say(`! cannot write the ${kind} report ${path}: ${why}`);
      return false;
    }
  });
  return written.every((isThere) => isThere);
}
