import type { LoadReport } from "../report/load_report.ts";
import { renderLoadHtml, renderLoadJunit, renderLoadMarkdown } from "../report/mod.ts";
import type { LoadFolder } from "./load_folder.ts";

/** Writes every form of a report into its folder. @throws {NetopsError} HOME_NOT_WRITABLE */
export function writeReports(folder: LoadFolder, report: LoadReport): void {
  folder.writeReports(report, {
    "report.html": renderLoadHtml(report),
    "report.md": renderLoadMarkdown(report),
    "report.xml": renderLoadJunit(report),
  });
}
