import type { OcaReport } from "@netops/core/contracts";
import type { BodySchema } from "@netops/core/service";

/** The most bytes of a report: some ten thousand titles. */
export const MOST_REPORT_BYTES = 2 * 1024 * 1024;

const STATES = ["SERVING", "DRAINING", "DRAINED"];
const TEXTS = ["oca", "region", "zone", "site", "isp", "url"] as const;

/**
 * Checks that a body is a report, by hand: reports come every two seconds from the first on, and zod
 * would cost each cachecontrol seven megabytes.
 */
export const OCA_REPORT: BodySchema<OcaReport> = {
  safeParse: (value) => {
    const wrong = complaint(value);
    return wrong === undefined
      ? { success: true, data: value as OcaReport }
      : { success: false, error: { issues: [{ path: [wrong], message: "is missing or wrong" }] } };
  },
};

/** The first field that is not what it should be. */
function complaint(value: unknown): string | undefined {
  if (!isRecord(value)) return "report";
  const odd = TEXTS.find((name) => typeof value[name] !== "string" || value[name] === "");
  if (odd !== undefined) return odd;
  if (!Number.isFinite(value["sentAtMs"])) return "sentAtMs";
  if (!STATES.includes(String(value["state"]))) return "state";
  if (typeof value["healthy"] !== "boolean") return "healthy";
  if (!isRecord(value["load"]) || !areNumbers(value["load"], ["loadRatio", "egressBps"])) {
    return "load";
  }
  if (!isList(value["titles"], ["titleId", "version"])) return "titles";
  return isList(value["routes"], ["prefix", "attachment"]) ? undefined : "routes";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areNumbers(record: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(record[name]));
}

/** Whether it is a list of records that have these texts. */
function isList(value: unknown, names: readonly string[]): boolean {
  return Array.isArray(value) &&
    value.every((item) => isRecord(item) && names.every((name) => typeof item[name] === "string"));
}
