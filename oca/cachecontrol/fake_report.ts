import type { OcaReport } from "@netops/core/contracts";

/** A report of a test: an OCA that serves, unless told otherwise. */
export function fakeReport(oca: string, more: Partial<OcaReport> = {}): OcaReport {
  return {
    ...{ oca, region: "eu", zone: "eu-a", site: "fra001", isp: "isp-a" },
    ...{ url: `http://${oca}`, sentAtMs: 1, state: "SERVING", healthy: true },
    load: { egressBps: 0, capacityBps: 1e9, sessions: 0, loadRatio: 0 },
    routes: [],
    titles: [],
    hot: { usedBytes: 0, budgetBytes: 1, hits: 0, misses: 0 },
    ...more,
  };
}
