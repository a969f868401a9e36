import type { Clock, Timer } from "@netops/core";
import type { ChaosStatusDocument, FaultView, JobView, PsInstance } from "@netops/core/contracts";
import { answerWithin } from "../answer_within.ts";
import { messageOf } from "../fleet_facts.ts";
import type { FleetReader } from "../fleet_reader.ts";
import type { SourceState } from "../ops_snapshot.ts";
import type { RunningRun } from "./chaos_values.ts";
import type { GuardianWire } from "./guardian_wire.ts";

/** What is broken on purpose now, as far as is known. */
export interface ChaosFacts {
  readonly source: SourceState;
  readonly lever: "armed" | "stopped";
  readonly faults: readonly FaultView[];
  readonly runs: readonly RunningRun[];
}

/** What reading it works with. */
export interface ChaosFactsOptions {
  readonly guardian: Pick<GuardianWire, "ask">;
  readonly fleet: Pick<FleetReader, "jobs">;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** A guardian that hangs must not hold up the rest of the page. */
const LIMIT_MS = 1_500;

/** Jobs of experiments are called so, followed by the id of the run. */
const JOB_PREFIX = "experiment-";

/**
 * Asks the guardian for faults and fleet for runs. Without any guardian in the platform the answer is
 * undefined; when it does not answer, `last` is kept and the source says why.
 */
export async function readChaosFacts(
  last: ChaosFacts | undefined,
  instances: readonly PsInstance[],
  options: ChaosFactsOptions,
): Promise<ChaosFacts | undefined> {
  const { guardian, fleet, clock, timer } = options;
  if (last === undefined && !instances.some(({ app }) => app === "guardian")) return undefined;
  try {
    const [status, jobs] = await Promise.all([
      guardian.ask<ChaosStatusDocument>({ path: "/v1/chaos", limitMs: LIMIT_MS }),
      answerWithin(timer, LIMIT_MS, () => fleet.jobs()),
    ]);
    const { lever, active } = status;
    return { source: { okAtMs: clock.nowMs() }, lever, faults: active, runs: runsOf(jobs) };
  } catch (thrown) {
    const { source, ...known } = last ?? NOTHING;
    return { ...known, source: { okAtMs: source.okAtMs, error: messageOf(thrown) } };
  }
}

const NOTHING: ChaosFacts = { source: { okAtMs: 0 }, lever: "armed", faults: [], runs: [] };

/** Runs of experiments among jobs. */
export function runsOf(jobs: readonly JobView[]): readonly RunningRun[] {
  return jobs.filter(({ name, pid }) => name.startsWith(JOB_PREFIX) && pid !== undefined)
    .map(({ name, startedAtMs }) => ({ id: name.slice(JOB_PREFIX.length), startedAtMs }));
}
