import type { Filter } from "../../filter.ts";

/** Does to an answer what faults do to bodies, and ends what its request carried. */
export function carryOutFaults(): Filter {
  return {
    name: "carry_out_faults",
    phase: "outbound",
    order: 5,
    applies: ({ faultPlan, carriedFaults }) =>
      faultPlan !== undefined || carriedFaults !== undefined,
    run: ({ faultPlan, carriedFaults }, response) => {
      carriedFaults?.end();
      return response === undefined ? undefined : faultPlan?.after(response);
    },
  };
}
