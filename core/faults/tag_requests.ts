import type { RequestEffect } from "../contracts/fault.ts";
import type { ActiveFault } from "./active_fault.ts";
import type { FaultBook } from "./fault_book.ts";
import { type ArmTally, CohortBook } from "./cohort_book.ts";
import type { CarriedFault, FaultContextSeal } from "./fault_context.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestFacts } from "./request_match.ts";

/** What requests are tagged with. */
export interface FaultTaggerOptions {
  readonly book: FaultBook;
  readonly seal: FaultContextSeal;
  readonly clock: Clock;
  /** Told how many faults found no room in a request. */
  readonly onOversized: (count: number) => void;
}

/** What a request cannot carry for longer: who undoes a fault waits no longer for requests under way. */
const MOST_LIFE_MS = 30_000;

/** Gives requests the faults that are for them, to be carried out further on. */
export class FaultTagger {
  /** What became of the requests of experiments with arms. */
  readonly cohorts: CohortBook = new CohortBook();
  readonly #options: FaultTaggerOptions;

  /** Tags by the faults of a book that say where else they are to happen. */
  constructor(options: FaultTaggerOptions) {
    this.#options = options;
  }

  /** Whether no fault is to be carried by anybody. */
  get isIdle(): boolean {
    return this.#options.book.carriedFaults.length === 0;
  }

  /**
   * Makes the header of a request, with what it says; undefined when no fault is for it.
   *
   * What it carries expires with the lease of its fault, and after 30 s at the latest. Faults of an experiment with
   * arms are given to one of them only, and to nobody without `onArm`, which is told the arm of the request.
   */
  tag(
    facts: RequestFacts,
    onArm?: (arm: ArmTally) => void,
  ): { readonly value: string; readonly sealed: readonly CarriedFault[] } | undefined {
    const { book, seal, onOversized } = this.#options;
    const arms = this.#armsOf(facts, onArm);
    const faults = book.carriedFaults.filter((fault) => {
      const { cohort } = fault.held;
      if (cohort === undefined) return fault.matcher.take(facts);
      const arm = arms?.get(cohort.id);
      if (arm?.arm !== "experiment" || !fault.matcher.take(facts)) return false;
      arm.give();
      return true;
    });
    if (faults.length === 0) return undefined;
    const tag = seal.seal(faults.map((fault) => this.#carried(fault)));
    const sealed = tag?.sealed.length ?? 0;
    for (const fault of faults.slice(0, sealed)) book.hit(fault);
    if (sealed < faults.length) onOversized(faults.length - sealed);
    return tag;
  }

  /** The arm of a request in each experiment that means it; undefined when no experiment has arms. */
  #armsOf(
    facts: RequestFacts,
    onArm: ((arm: ArmTally) => void) | undefined,
  ): ReadonlyMap<string, ArmTally | undefined> | undefined {
    if (onArm === undefined) return undefined;
    let arms: Map<string, ArmTally | undefined> | undefined;
    for (const { held: { cohort }, matcher } of this.#options.book.carriedFaults) {
      if (cohort === undefined || arms?.has(cohort.id) || !matcher.means(facts)) continue;
      const arm = this.cohorts.draw(cohort, facts);
      (arms ??= new Map()).set(cohort.id, arm);
      if (arm !== undefined) onArm(arm);
    }
    return arms;
  }

  #carried(fault: ActiveFault): CarriedFault {
    const { book, clock } = this.#options;
    const { id, kind, effect, at } = fault.held;
    return {
      ...{ id, kind, effect: drawn(effect as RequestEffect, fault), at: at! },
      untilMs: Math.floor(clock.nowMs() + Math.min(book.leftMs(id), MOST_LIFE_MS)),
    };
  }
}

/** Draws here, once, so that every hop does the same. */
function drawn(effect: RequestEffect, { rng }: ActiveFault): RequestEffect {
  if (effect.type !== "delay") return effect;
  const delayMs = Math.max(0, effect.delayMs + (2 * rng.next() - 1) * effect.jitterMs);
  return { type: "delay", delayMs: Math.round(delayMs), jitterMs: 0 };
}
