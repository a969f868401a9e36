import type { Processes } from "@netops/core";
import type { FaultView } from "@netops/core/contracts";
import { isOpen, type KnownFault, viewFault } from "../guardian/fault_record.ts";
import { JOURNAL_FILE, readJournal } from "../guardian/journal.ts";

/** The process that carries a run out, and when it last said that it lives. */
export interface RunPulse {
  readonly pid: number;
  readonly startMark: string;
  /** Wall ms. */
  readonly atMs: number;
}

/** What can be known of a run without a result, also when nobody is left to ask. */
export interface RunFate {
  /** Whether the process that carries it out lives. */
  readonly isRunning: boolean;
  /** Wall ms at which this was looked at. */
  readonly nowMs: number;
  /**
   * Its faults by the guardian's journal, left out when that cannot be read. A fault that is not among them is
   * over: a guardian that starts forgets those and no others.
   */
  readonly faults?: readonly FaultView[];
}

/** Where and when to look. */
export interface FateOptions {
  readonly home: string;
  readonly processes: Pick<Processes, "startMark">;
  readonly nowMs: number;
}

/** What is looked at of a run. */
interface UnknownRun {
  readonly order: { readonly id: string };
  readonly finished?: unknown;
  readonly pulse?: RunPulse;
}

/** Adds what became of a run that has no result; one that has is answered as it is. */
export function withFate<R extends UnknownRun>(
  run: R,
  options: FateOptions,
): R & { readonly fate?: RunFate } {
  if (run.finished !== undefined) return run;
  const faults = readFaults(run.order.id, options);
  const isRunning = isAlive(run.pulse, options.processes);
  const fate: RunFate = {
    ...{ isRunning, nowMs: options.nowMs },
    ...(faults === undefined ? {} : { faults }),
  };
  return { ...run, fate };
}

/** A pid that another process took does not count. */
function isAlive(pulse: RunPulse | undefined, processes: FateOptions["processes"]): boolean {
  const mark = pulse === undefined ? undefined : processes.startMark(pulse.pid);
  return mark !== undefined && mark === pulse?.startMark;
}

function readFaults(
  id: string,
  { home, processes }: Pick<FateOptions, "home" | "processes">,
): FaultView[] | undefined {
  try {
    const text = Deno.readTextFileSync(`${home}/data/guardian/${JOURNAL_FILE}`);
    const own = readJournal(text).faults.filter(({ record }) => record.experimentId === id);
    return own.map((fault) => ({
      ...viewFault(fault),
      ...(isOpen(fault) && isGoneWithTargets(fault, processes) ? { state: "undone" } : {}),
    }));
  } catch {
    return undefined;
  }
}

/** What is in or on processes themselves is over with them, as when fleet was killed before the guardian was done. */
function isGoneWithTargets(
  { record: { parts } }: KnownFault,
  { startMark }: FateOptions["processes"],
): boolean {
  return parts.length > 0 &&
    parts.every(({ target: { pid }, part: { side } }) =>
      (side === "fleet" || side === "service") && pid !== undefined && startMark(pid) === undefined
    );
}
