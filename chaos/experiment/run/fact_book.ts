import { failureWords } from "./unmet_words.ts";
import { isMap, type Value, type ValueMap } from "../python/value.ts";
import type { ActivityFact, CheckFact, RunEnd } from "./record.ts";
import { Halt, InterruptSignal } from "./interruption.ts";

/** Gathers what happens in a run, for its verdict and journal. */
export class FactBook {
  readonly checks: CheckFact[] = [];
  /** Entries of the journal, in order of start. */
  readonly method: Value[] = [];
  readonly rollbacks: Value[] = [];
  readonly states: { before: Value; after: Value; during: Value[] } = {
    before: null,
    after: null,
    during: [],
  };
  refusal: string | undefined;
  end: RunEnd = { kind: "completed" };
  playedRollbacks = false;

  /** Remembers a check, also one that broke before it had a state. */
  addCheck(
    phase: CheckFact["phase"],
    state: ValueMap | undefined,
    { startedAtMs, endedAtMs, reason }: {
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly reason?: string | undefined;
    },
  ): CheckFact {
    if (state !== undefined) {
      if (phase === "during") this.states.during.push(state);
      else this.states[phase] = state;
    }
    const isMet = state?.["steady_state_met"] === true;
    const probes = Array.isArray(state?.["probes"]) ? state["probes"] : [];
    const hasError = state === undefined ||
      probes.some((probe) => isMap(probe) && probe["status"] !== "succeeded");
    const why = isMet || reason === undefined ? {} : { reason };
    const fact = { phase, startedAtMs, endedAtMs, isMet, hasError, ...why };
    this.checks.push(fact);
    return fact;
  }

  /** Remembers that the run was ended from outside; the first reason counts. */
  interrupt(reason: unknown): void {
    if (this.end.kind !== "completed") return;
    if (reason instanceof InterruptSignal) this.end = { kind: "signal", signal: reason.signal };
    else if (reason instanceof Halt && reason.by !== "deviation") {
      this.end = { kind: "halted", by: reason.by, reason: reason.message };
    } else if (!(reason instanceof Halt)) {
      const words = reason instanceof Error ? reason.message : String(reason);
      this.end = { kind: "halted", by: "operator", reason: words };
    }
  }

  /** Every activity that was begun. */
  get activities(): ActivityFact[] {
    return [...factsOf(this.method, "method"), ...factsOf(this.rollbacks, "rollbacks")];
  }

  /** Says whether an activity of the method failed so far. */
  get hasFailure(): boolean {
    return factsOf(this.method, "method").some(({ status }) => status === "failed");
  }

  /** When the first of the last checks began that were all met, if it began after `sinceMs`; in wall ms. */
  heldSinceMs(sinceMs: number): number | undefined {
    const lastUnmet = this.checks.findLastIndex(({ isMet }) => !isMet);
    return this.checks.slice(lastUnmet + 1)
      .find(({ startedAtMs = -Infinity }) => startedAtMs > sinceMs)?.startedAtMs;
  }

  /** Says whether any check so far was not met. */
  get hasDeviated(): boolean {
    return this.checks.some(({ isMet }) => !isMet);
  }
}

function factsOf(entries: readonly Value[], phase: ActivityFact["phase"]): ActivityFact[] {
  return entries.filter(isMap).map((entry) => {
    const { activity, status } = entry;
    const name = isMap(activity) ? String(activity["name"]) : "";
    const isKnown = status === "succeeded" || status === "failed";
    const reason = failureWords(entry);
    return {
      ...{ phase, name, status: isKnown ? status : "unfinished" },
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
