import type {
  GeneratorHealth,
  LoadCompanion,
  LoadEvent,
  LoadReport,
} from "../report/load_report.ts";
import type { LoadFacts } from "../report/load_facts.ts";
import { quantilesOf } from "../report/quantiles.ts";
import type { LoadOrder } from "../run/load_order.ts";
import type { LoadThreshold } from "../run/load_threshold.ts";
import { evaluateThresholds } from "./evaluate_thresholds.ts";
import { judgeLoad } from "./judge_load.ts";
import { shapeOf } from "./shape_of.ts";

/** What the generator's health is before the lateness and the sessions are known. */
export type MeasuredHealth = Omit<GeneratorHealth, "lateMs" | "runningMax" | "maxVus">;

/** What a finished load left behind. */
export interface FinishedLoad {
  readonly order: LoadOrder;
  readonly facts: LoadFacts;
  readonly health: MeasuredHealth | null;
  readonly events: readonly LoadEvent[];
  readonly companions: readonly LoadCompanion[];
  readonly k6ExitCode?: number;
  /** Why it did not run to its end. */
  readonly stoppedBy?: string;
  /** Thresholds that only the engine knew, such as those in a script. */
  readonly moreThresholds?: readonly LoadThreshold[];
  readonly opsUrl?: string;
}

/** Judges a load and makes its report. */
export function finishReport(load: FinishedLoad): LoadReport {
  const { order, facts, events, companions, k6ExitCode, stoppedBy, moreThresholds = [] } = load;
  const { find: _, ...plain } = facts;
  const thresholds = evaluateThresholds([...order.thresholds, ...moreThresholds], facts.find);
  const health = load.health === null ? null : {
    ...load.health,
    ...{ lateMs: quantilesOf(facts.lateMs), runningMax: facts.runningMax, maxVus: order.maxVus },
  };
  const verdict = judgeLoad({
    ...{ facts: plain, thresholds, health, companions },
    ...(k6ExitCode === undefined ? {} : { k6ExitCode }),
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  });
  return {
    ...{ schema: "netops.load/v1", id: order.id, name: order.name, unit: facts.unit },
    ...{ engine: order.engine, engineVersion: order.engineVersion },
    ...(k6ExitCode === undefined ? {} : { k6ExitCode }),
    ...verdict,
    ...{ seed: order.seed, startedAtMs: facts.startedAtMs, endedAtMs: facts.endedAtMs },
    ...{ shape: shapeOf(order), maxVus: order.maxVus, ...facts.numbers },
    ...(order.asked === undefined || order.asked.length === 0 ? {} : { asked: order.asked }),
    ...{ droppedIterations: facts.dropped, scriptErrors: facts.scriptErrors, thresholds },
    ...{ seconds: facts.seconds, ocas: facts.ocas, errors: facts.errors, steps: facts.steps },
    ...{ events, generator: health, companions, reportHtml: `${order.folder}/report.html` },
    ...(load.opsUrl === undefined ? {} : { opsUrl: load.opsUrl }),
  };
}
