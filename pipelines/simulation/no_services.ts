import { NetopsError } from "@netops/core";
import type { StageServices } from "../ports/stage_services.ts";

/** The services of a stage that asks for none. */
export const NO_SERVICES: StageServices = {
  http: { send: nobody, close: () => {} },
  query: nobody,
  startExecution: nobody,
  execution: nobody,
  abortExecution: nobody,
  startExperiment: nobody,
  experiment: nobody,
  stopExperiment: nobody,
  findProgram: () => undefined,
};

function nobody(): Promise<never> {
  return Promise.reject(new NetopsError("BUG", "A simulation has no services beside its platform"));
}
