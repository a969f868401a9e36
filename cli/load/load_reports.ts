import { NetopsError } from "@netops/core";
import {
  type LoadReport,
  renderLoadHtml,
  renderLoadJunit,
  renderLoadMarkdown,
} from "@netops/load/report";
import { resolve } from "node:path";
import { readReports, type ReportKind, type WantedReport } from "../chaos/run_reports.ts";
import type { CommandContext } from "../command_context.ts";

export { readReports, type WantedReport };

/** A report of a load as text. */
export function loadReportText(kind: ReportKind, report: LoadReport): string {
  if (kind === "html") return renderLoadHtml(report);
  if (kind === "md") return renderLoadMarkdown(report);
  if (kind === "junit") return renderLoadJunit(report);
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/**
 * Writes the reports that were wanted.
 *
 * @throws {NetopsError} HOME_NOT_WRITABLE with the path; those before it are written.
 */
export function writeLoadReports(
  report: LoadReport,
  wanted: readonly WantedReport[],
  { cwd, print }: Pick<CommandContext, "cwd" | "print">,
): void {
  for (const { kind, path } of wanted) {
    try {
      Deno.writeTextFileSync(resolve(cwd, path), loadReportText(kind, report));
      print.say(`${kind} report: ${path}`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new NetopsError(
        "HOME_NOT_WRITABLE",
        `Cannot write the ${kind} report ${path}: ${why}`,
        {
          fix: `netops load report ${report.id} --${kind} > FILE`,
          cause,
        },
      );
    }
  }
}
