import type { Timer } from "@netops/core";
import { type FaultBook, planRequest } from "@netops/core/faults";
import type { Filter } from "../../filter.ts";
import { factsOf } from "../../request_facts.ts";

/** What faults are met with. */
export interface MeetFaultsOptions {
  readonly book: FaultBook;
  readonly timer: Timer;
}

/** Delays and aborts what a fault of this gateway touches, now that it is known whose request it is. */
export function meetFaults({ book, timer }: MeetFaultsOptions): Filter {
  return {
    name: "meet_faults",
    phase: "inbound",
    order: 75,
    applies: ({ isProbe }) => book.requestFaults.length > 0 && !isProbe,
    run: (context) => {
      const plan = planRequest(factsOf(context), { book, timer });
      if (plan === undefined) return undefined;
      context.faultPlan = plan;
      return plan.before(context.request.signal);
    },
  };
}
