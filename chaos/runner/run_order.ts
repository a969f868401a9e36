import { NetopsError, type Timer } from "@netops/core";
import type { Host } from "@netops/core/host";
import {
  createExperimentPorts,
  type Experiment,
  Halt,
  type HypothesisStrategy,
  mergeVariables,
  type NativeActions,
  type NativeCohorts,
  type NativeProbes,
  type ProgressEvent,
  readExperiment,
  readVariables,
  type RollbackStrategy,
  runExperiment,
  type RunRecord,
  SyntaxProblem,
  toJournal,
  type VariableFile,
  type Verdict,
  verdictOf,
} from "../experiment/mod.ts";

/** What `chaos run` was asked for: everything that a run needs to know, as data. */
export interface RunOrder {
  readonly id: string;
  /** The name that messages tell. */
  readonly file: string;
  readonly text: string;
  /** The folder that relative paths start from. */
  readonly dir: string;
  readonly seed?: string;
  readonly compat?: "chaostoolkit";
  readonly dry?: "probes" | "actions" | "activities" | "pause";
  readonly rollbackStrategy?: RollbackStrategy;
  readonly hypothesisStrategy?: HypothesisStrategy;
  readonly hypothesisFrequencyS?: number;
  readonly failFast?: boolean;
  readonly noValidation?: boolean;
  /** The run is halted after this long; its rollbacks and undo still come. */
  readonly timeLimitMs?: number;
  /** `NAME[:TYPE]=VALUE` of `--var`. */
  readonly variables: readonly string[];
  /** Files of `--var-file`, read by who was asked. */
  readonly variableFiles: readonly VariableFile[];
}

/** What carrying an order out works with. */
export interface RunOrderParts {
  readonly host: Host;
  readonly env: Readonly<Record<string, string>>;
  readonly actions?: NativeActions;
  readonly probes?: NativeProbes;
  readonly cohorts?: NativeCohorts;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

/** A run that is over, as it is kept. */
export interface FinishedRun {
  readonly order: RunOrder;
  readonly record: RunRecord;
  readonly verdict: Verdict;
  /** In the form of the Chaos Toolkit; left out where it would write none. */
  readonly journal?: string;
}

/**
 * Carries an order out to its end.
 *
 * @throws {NetopsError} CONFIG_INVALID when the experiment is not valid: nothing ran then.
 */
export async function runOrder(order: RunOrder, parts: RunOrderParts): Promise<FinishedRun> {
  const { host, env, actions, probes, cohorts, onProgress } = parts;
  const experiment = read(order);
  const limit = limitOf(order, host.timer);
  const signal = AbortSignal.any([parts.signal, limit.signal]);
  const ports = createExperimentPorts(host, {
    ...{ seed: order.seed ?? host.randomHex(8), dir: order.dir, env },
    namesPrograms: order.compat === undefined,
    ...(actions === undefined ? {} : { actions }),
    ...(probes === undefined ? {} : { probes }),
    ...(cohorts === undefined ? {} : { cohorts }),
  });
  const { id: experimentId, file: _file, text: _text, dir: _dir, variableFiles, ...options } =
    order;
  const variables = mergeVariables(readVariables(order.variables), variableFiles);
  try {
    const record = await runExperiment(experiment, ports, {
      ...{ ...options, experimentId, variables, signal, onProgress },
    });
    const journal = toJournal(record);
    const verdict = verdictOf(record);
    return { order, record, verdict, ...(journal === undefined ? {} : { journal }) };
  } finally {
    limit.close();
    ports.programs.endAll();
    ports.http.close();
  }
}

function read({ text, file }: RunOrder): Experiment {
  try {
    return readExperiment(text, file);
  } catch (cause) {
    if (!(cause instanceof SyntaxProblem)) throw cause;
    const { place: { line, column }, message } = cause;
    throw new NetopsError("CONFIG_INVALID", `Cannot read ${file}:${line}:${column}: ${message}`, {
      cause,
    });
  }
}

function limitOf({ timeLimitMs }: RunOrder, timer: Timer) {
  const limit = new AbortController();
  if (timeLimitMs === undefined) return { signal: limit.signal, close: () => {} };
  const over = new Halt("time-box", `the time limit of ${timeLimitMs} ms is over`);
  return { signal: limit.signal, close: timer.after(timeLimitMs, () => limit.abort(over)) };
}
