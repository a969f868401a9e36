import { type Clock, PROBE_HEADER } from "@netops/core";
import { RateLimiter } from "@netops/core/policies";
import type { Filter } from "../../filter.ts";

/** Probes that this gateway takes a second; any more are requests like all others. */
export const MOST_PROBES_PER_SECOND = 200;

const NUMBER = /^[\w.:-]{1,128}$/;

/**
 * Recognises numbered requests that a release is watched by: GET or HEAD from outside.
 *
 * They have no limit of rate, meet no fault of this gateway, and are left out of the series that canaries are judged
 * by; else they are requests like all others.
 */
export function recogniseProbe({ clock }: { readonly clock: Clock }): Filter {
  const limiter = new RateLimiter({ count: MOST_PROBES_PER_SECOND, perMs: 1_000 });
  return {
    name: "recognise_probe",
    phase: "inbound",
    order: 65,
    applies: ({ listener, method, request }) =>
      listener.kind === "public" && (method === "GET" || method === "HEAD") &&
      request.headers.has(PROBE_HEADER),
    run: (context) => {
      context.isProbe = !context.isWebSocket &&
        NUMBER.test(context.request.headers.get(PROBE_HEADER) ?? "") &&
        limiter.take("probes", clock.monotonicMs()).allowed;
      return undefined;
    },
  };
}
