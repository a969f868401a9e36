import type { LoadCompanion, LoadReport } from "../report/load_report.ts";
import { judgeCompanions } from "./judge_load.ts";

/**
 * Adds what ran beside a load to its report. A load that passed takes their verdict; so does one that knew
 * nothing, when they know that something failed.
 */
export function withCompanions(
  report: LoadReport,
  companions: readonly LoadCompanion[],
): LoadReport {
  const told = { ...report, companions };
  const verdict = judgeCompanions({ companions });
  if (verdict === undefined || report.verdict === "failed") return told;
  if (report.verdict === "inconclusive" && verdict.verdict !== "failed") return told;
  return { ...told, ...verdict };
}
