import { NetopsError } from "@netops/core";
import { openJournal } from "../compat/journal.ts";
import { runCompat } from "../compat/run_compat.ts";
import { type Experiment, runnableCopy } from "../experiment.ts";
import { formatDiagnostic } from "../lint/diagnostic.ts";
import { lintExperiment } from "../lint/lint_experiment.ts";
import { planExperiment } from "../plan/plan.ts";
import type { ExperimentPorts } from "../ports.ts";
import { PythonError } from "../python/python_error.ts";
import { isMap, memberOf, type ValueMap } from "../python/value.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";
import { isoTime } from "./activity_run.ts";
import type { RunOptions } from "./options.ts";
import type { RunFacts, RunRecord } from "./record.ts";
import { runStrictly } from "./strict_run.ts";
import { seedOf } from "./strict_settings.ts";
import { StrictStage } from "./strict_stage.ts";
import { short, unmetWords } from "./unmet_words.ts";
import { type Verdict, verdictOfFacts } from "./verdict.ts";

/**
 * Runs an experiment to its end: strictly, or as the Chaos Toolkit would. What its programs left behind when it
 * was ended from outside is ended too.
 *
 * @throws {NetopsError} CONFIG_INVALID when it is not valid or its settings cannot be loaded; nothing ran
 * then. As the Chaos Toolkit an invalid experiment is a record with `error` instead.
 */
export async function runExperiment(
  experiment: Experiment,
  ports: ExperimentPorts,
  options: RunOptions = {},
): Promise<RunRecord> {
  const seed = options.seed ?? seedOf(experiment.value) ?? ports.rng.hex(8);
  const common = {
    id: options.experimentId ?? `x-${ports.rng.hex(4)}`,
    title: String(memberOf(experiment.value, "title") ?? ""),
    seed,
    planHash: planExperiment(experiment, { seed }).hash,
    startedAtMs: ports.clock.nowMs(),
  };
  const ran = options.compat === "chaostoolkit"
    ? await runAsToolkit(experiment, ports, options)
    : await runStrict(experiment, ports, { options, identity: common });
  if (options.signal?.aborted) ports.programs.endAll();
  return { ...common, ...ran, endedAtMs: ports.clock.nowMs() };
}

type Ran = Pick<RunRecord, "mode" | "facts" | "journal" | "error">;

async function runAsToolkit(
  experiment: Experiment,
  ports: ExperimentPorts,
  options: RunOptions,
): Promise<Ran> {
  const { journal, error } = await runCompat(runnableCopy(experiment), ports, options);
  return {
    mode: "chaostoolkit",
    facts: toolkitFacts(journal, options, error),
    ...(journal === undefined ? {} : { journal }),
    ...(error === undefined ? {} : { error }),
  };
}

/** What the journal of the Chaos Toolkit tells of what happened. */
function toolkitFacts(
  journal: ValueMap | undefined,
  options: RunOptions,
  error: string | undefined,
): RunFacts {
  const states = memberOf(journal, "steady_states");
  const phases = ["before", "after"] as const;
  const checks = phases.flatMap((phase) => {
    const state = memberOf(states, phase);
    if (!isMap(state)) return [];
    const isMet = state["steady_state_met"] === true;
    const reason = isMet ? undefined : unmetWords(state, { configuration: {} });
    return [{ phase, isMet, hasError: false, ...(reason === undefined ? {} : { reason }) }];
  });
  const isBroken = journal?.["status"] !== "completed";
  const reason = error === undefined ? checks.find(({ isMet }) => !isMet)?.reason : short(error);
  const activities = isBroken
    ? [{
      ...{ phase: "method" as const, name: "the experiment", status: "failed" as const },
      ...(reason === undefined ? {} : { reason }),
    }]
    : [];
  return {
    end: journal?.["status"] === "interrupted" && options.signal?.aborted
      ? { kind: "halted", by: "operator", reason: String(options.signal.reason) }
      : { kind: "completed" },
    strategy: "default",
    methodCount: activities.length,
    checks,
    activities,
    rollbacks: { declared: 0, played: false },
    faults: [],
    ...(options.dry === undefined ? {} : { dry: options.dry }),
  };
}

async function runStrict(
  experiment: Experiment,
  ports: ExperimentPorts,
  { identity, options }: {
    identity: Pick<RunRecord, "id" | "seed" | "planHash">;
    options: RunOptions;
  },
): Promise<Ran> {
  refuseInvalid(experiment, ports);
  const value = runnableCopy(experiment) as ValueMap;
  const stage = new StrictStage(value, ports, { identity, options });
  try {
    await stage.configure();
  } catch (error) {
    if (!(error instanceof InvalidExperiment) && !(error instanceof PythonError)) throw error;
    throw new NetopsError("CONFIG_INVALID", `Cannot load the settings of ${experiment.file}`, {
      details: { reason: error.message },
      cause: error,
    });
  }
  const startedAtMs = ports.clock.monotonicMs();
  const journal = openJournal(value, ports);
  const { seed, planHash } = identity;
  stage.tell({ kind: "started", name: String(value["title"]), data: { seed, planHash } });
  const facts = await runStrictly(stage);
  const verdict = verdictOfFacts(facts);
  journal["end"] = isoTime(ports.clock.nowMs());
  journal["duration"] = (ports.clock.monotonicMs() - startedAtMs) / 1000;
  fillJournal(journal, stage, verdict);
  stage.tell({ kind: "ended", status: verdict.verdict });
  return { mode: "strict", facts, journal };
}

/** Nothing runs of an experiment with a mistake in it. */
function refuseInvalid(experiment: Experiment, ports: ExperimentPorts): void {
  const probes = ports.probes?.names;
  const found = lintExperiment(experiment, probes === undefined ? {} : { probes })
    .filter(({ severity }) => severity === "error");
  const [first] = found;
  if (first === undefined) return;
  const { file, line, column, message, fix } = first;
  throw new NetopsError("CONFIG_INVALID", `Cannot run ${file}:${line}:${column} as ${message}`, {
    details: { diagnostics: found.map(formatDiagnostic) },
    ...(fix === undefined ? {} : { fix }),
  });
}

const STATUSES: Readonly<Record<Verdict["verdict"], string>> = {
  held: "completed",
  deviated: "completed",
  inconclusive: "completed",
  failed: "failed",
  refused: "aborted",
  interrupted: "interrupted",
};

function fillJournal(journal: ValueMap, { facts, options }: StrictStage, verdict: Verdict): void {
  journal["status"] = STATUSES[verdict.verdict];
  journal["deviated"] = verdict.deviated;
  journal["steady_states"] = { ...facts.states };
  journal["run"] = facts.method;
  journal["rollbacks"] = facts.rollbacks;
  journal["netops"] = {
    verdict: verdict.verdict,
    exitCode: verdict.exitCode,
    reason: verdict.reason,
    undone: verdict.undone,
    recoveryMs: verdict.recoveryMs ?? null,
  };
  (journal["experiment"] as ValueMap)["dry"] = options.dry ?? null;
}
