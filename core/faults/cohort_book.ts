import type { ArmCounts, CohortCounts, CohortTerms } from "../contracts/fault.ts";
import { type Arm, ArmDraw } from "./cohort.ts";
import { LatencyCounts } from "./latency_counts.ts";

/** One arm as it is counted. */
export class ArmTally {
  readonly arm: Arm;
  readonly #latencies = new LatencyCounts();
  #drawn = 0;
  #requests = 0;
  #failures = 0;
  #given = 0;

  /** Counts for one arm. */
  constructor(arm: Arm) {
    this.arm = arm;
  }

  /** A request of the arm came. */
  enter(): void {
    this.#drawn++;
  }

  /** A request of the arm was answered, so long after it came. */
  count(
    { isFailure, latencyMs }: { readonly isFailure: boolean; readonly latencyMs: number },
  ): void {
    this.#requests++;
    if (isFailure) this.#failures++;
    this.#latencies.add(latencyMs);
  }

  /** A request of the arm was given a fault to carry. */
  give(): void {
    this.#given++;
  }

  /** What was counted. */
  view(): ArmCounts {
    return {
      ...{
        drawn: this.#drawn,
        requests: this.#requests,
        failures: this.#failures,
        given: this.#given,
      },
      latenciesMs: this.#latencies.list(),
    };
  }
}

interface Cohort {
  readonly draw: ArmDraw;
  readonly control: ArmTally;
  readonly experiment: ArmTally;
}

/** Experiments that are remembered; of more the oldest is forgotten. */
const KEPT = 8;

/** Counts what becomes of the requests of each experiment's arms, and keeps it a while after its faults. */
export class CohortBook {
  readonly #cohorts = new Map<string, Cohort>();

  /** The arm in which the next request is, and its count; undefined for a request that is in none. */
  draw(
    terms: CohortTerms,
    request: { readonly account: string | undefined },
  ): ArmTally | undefined {
    const cohort = this.#cohorts.get(terms.id) ?? this.#open(terms);
    const arm = cohort.draw.next(request);
    const tally = arm && cohort[arm];
    tally?.enter();
    return tally;
  }

  /** What was counted, oldest experiment first. */
  list(): CohortCounts[] {
    return [...this.#cohorts].map(([id, { control, experiment }]) => ({
      ...{ id, control: control.view(), experiment: experiment.view() },
    }));
  }

  #open(terms: CohortTerms): Cohort {
    const cohort = {
      draw: new ArmDraw(terms),
      control: new ArmTally("control"),
      experiment: new ArmTally("experiment"),
    };
    this.#cohorts.set(terms.id, cohort);
    const [oldest] = this.#cohorts.keys();
    if (this.#cohorts.size > KEPT && oldest !== undefined) this.#cohorts.delete(oldest);
    return cohort;
  }
}
