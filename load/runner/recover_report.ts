import { finishReport } from "../judge/finish_report.ts";
import type { LoadReport } from "../report/load_report.ts";
import type { LoadFolder } from "./load_folder.ts";
import { LoadCount } from "./load_count.ts";
import { writeReports } from "./write_reports.ts";

/**
 * Makes and writes the report of a load whose runner was killed before it could judge, of what it had
 * written until a second before; undefined when it was not even asked for, or began nothing.
 *
 * Only to be called when its job is over.
 *
 * @throws {NetopsError} HOME_NOT_WRITABLE
 */
export function recoverReport(folder: LoadFolder): LoadReport | undefined {
  const order = folder.readOrder();
  const last = folder.readProgress();
  if (order === undefined || last === undefined) return undefined;
  const count = new LoadCount(order, last.tsMs - last.elapsedMs);
  let endedAtMs = last.tsMs;
  for (const line of folder.readLines()) {
    count.take({ kind: "session", line });
    endedAtMs = Math.max(endedAtMs, line.atMs);
  }
  const report = finishReport({
    ...{ order, health: null, events: last.lastEvents, companions: folder.readCompanions() },
    facts: count.facts(endedAtMs, false),
    stoppedBy: "its runner was killed before it could judge, as when its platform dies",
  });
  folder.removeAccounts();
  writeReports(folder, report);
  return report;
}
