import type { ArmsComparison } from "../experiment/mod.ts";
import type { FinishedRun } from "./run_order.ts";

/** `netops chaos run --json`. */
export interface ExperimentDocument {
  readonly schema: "netops.experiment/v1";
  readonly id: string;
  readonly title: string;
  /** In the words of the Chaos Toolkit. */
  readonly status: string;
  readonly deviated: boolean;
  readonly verdict: string;
  readonly reason: string;
  readonly undone: boolean;
  readonly recoveryMs?: number;
  readonly exitCode: number;
  readonly seed: string;
  readonly planHash: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly faults: FinishedRun["record"]["facts"]["faults"];
  /** Only of an experiment with arms. */
  readonly comparison?: ArmsComparison;
}

/** What a run came to, for programs. */
export function experimentDocument({ record, verdict }: FinishedRun): ExperimentDocument {
  const { id, title, seed, planHash, startedAtMs, endedAtMs, journal, facts } = record;
  const { recoveryMs, ...words } = verdict;
  return {
    schema: "netops.experiment/v1",
    ...{ id, title, status: String(journal?.["status"] ?? "failed"), ...words },
    ...(recoveryMs === undefined ? {} : { recoveryMs }),
    ...{ seed, planHash, startedAtMs, endedAtMs, faults: facts.faults },
    ...(facts.comparison === undefined ? {} : { comparison: facts.comparison }),
  };
}
