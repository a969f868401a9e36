import type { FaultView, RunDocument, RunProgress, RunRow, RunState } from "@netops/core/contracts";
import { experimentDocument } from "../runner/experiment_document.ts";
import type { KeptRun } from "../runner/run_store.ts";

/** Progress of a run that is passed on: what it began with, and the newest. */
const FIRST_KEPT = 50;
const NEWEST_KEPT = 950;

/** A run as a row of the list; `isRunning` says whether its job lives. */
export function viewRunRow(
  { order, progress, finished, pulse }: KeptRun,
  isRunning: boolean,
): RunRow {
  const first = progress[0];
  if (finished !== undefined) {
    const { id, title, startedAtMs, endedAtMs, verdict, reason, undone } = experimentDocument(
      finished,
    );
    const state: RunState = "finished";
    return { id, title, state, startedAtMs, endedAtMs, verdict, reason, undone };
  }
  const last = progress.at(-1);
  const seenAtMs = Math.max(last?.atMs ?? 0, pulse?.atMs ?? 0);
  const said = last?.data?.["message"];
  return {
    id: order.id,
    title: first?.name ?? order.file,
    state: isRunning ? "running" : "cut-off",
    ...(first === undefined ? {} : { startedAtMs: first.atMs }),
    ...(isRunning || seenAtMs === 0 ? {} : { endedAtMs: seenAtMs }),
    ...(typeof said === "string" ? { reason: said } : {}),
  };
}

/** Everything of a run that its page shows; `faults` are those that are known at all. */
export function viewRun(
  run: KeptRun,
  { isRunning, faults }: { readonly isRunning: boolean; readonly faults: readonly FaultView[] },
): RunDocument {
  const { order, progress, finished } = run;
  const document = finished === undefined ? undefined : experimentDocument(finished);
  const begun = progress.find(({ kind }) => kind === "started")?.data?.["seed"];
  const seed = document?.seed ?? order.seed ?? (typeof begun === "string" ? begun : undefined);
  return {
    schema: "netops.experiment.run/v1",
    ...viewRunRow(run, isRunning),
    file: order.file,
    variables: order.variables,
    ...(seed === undefined ? {} : { seed }),
    ...(document === undefined ? {} : {
      ...{ planHash: document.planHash, exitCode: document.exitCode, deviated: document.deviated },
      ...(document.recoveryMs === undefined ? {} : { recoveryMs: document.recoveryMs }),
    }),
    progress: boundProgress(progress),
    isCut: progress.length > FIRST_KEPT + NEWEST_KEPT,
    faults: faults.filter(({ experimentId }) => experimentId === order.id),
  };
}

function boundProgress(progress: readonly RunProgress[]): readonly RunProgress[] {
  if (progress.length <= FIRST_KEPT + NEWEST_KEPT) return progress;
  return [...progress.slice(0, FIRST_KEPT), ...progress.slice(-NEWEST_KEPT)];
}

/** Runs newest first; one that has not begun to tell anything is the newest of all. */
export function newestFirst(rows: readonly RunRow[]): RunRow[] {
  const startOf = ({ state, startedAtMs }: RunRow) =>
    startedAtMs ?? (state === "running" ? Infinity : 0);
  return rows.toSorted((one, other) => startOf(other) - startOf(one) || 0);
}
