import type { SeenArms } from "./cohorts/judge_arms.ts";

/** Counts the requests of an experiment's arms. */
export interface NativeCohorts {
  /** Notes what was there before the first fault. */
  begin(): Promise<void>;
  /**
   * What became of the requests of both arms of an experiment, over all gateways.
   *
   * @throws {NetopsError} when nobody could be asked.
   */
  read(experimentId: string): Promise<SeenArms>;
}
