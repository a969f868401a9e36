import {
  type ArmTally,
  FAULT_CONTEXT_HEADER,
  type FaultCarrier,
  type FaultTagger,
} from "@netops/core/faults";
import type { Filter } from "../../filter.ts";
import { factsOf } from "../../request_facts.ts";
import type { RequestContext } from "../../request_context.ts";

/** What requests are given faults with. */
export interface CarryFaultsOptions {
  readonly tagger: FaultTagger;
  readonly carrier: FaultCarrier;
}

/**
 * Gives a request the faults that are for it, to be carried out further on; what a service of the user
 * passes on goes on. A fault of calls is carried out where the gateway calls.
 */
export function carryFaults({ tagger, carrier }: CarryFaultsOptions): Filter {
  return {
    name: "carry_faults",
    phase: "inbound",
    order: 76,
    applies: ({ isProbe, listener }) =>
      (!tagger.isIdle || listener.kind === "internal") && !isProbe,
    run: (context) => {
      const tag = sentOf(context) ??
        (tagger.isIdle ? undefined : tagger.tag(factsOf(context), armsOf(context)));
      if (tag === undefined) return undefined;
      context.carriedFaults = typeof tag === "string" ? carrier.open(tag) : carrier.begin(tag);
      return undefined;
    },
  };
}

/** Arms are drawn where a request comes in, once: what it asks inside is part of it. */
function armsOf(context: RequestContext): ((arm: ArmTally) => void) | undefined {
  if (context.listener.kind === "internal") return undefined;
  return (arm) => context.arms = [...context.arms ?? [], arm];
}

/** What was sent from inside: from outside nobody may bring anything. */
function sentOf({ listener, request }: RequestContext): string | undefined {
  if (listener.kind !== "internal") return undefined;
  return request.headers.get(FAULT_CONTEXT_HEADER) ?? undefined;
}
