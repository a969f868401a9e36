import { NetopsError, type Rng } from "@netops/core";
import { chooseServerGroup, type Upstream } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";

/** What the choice looks at. */
export interface ChooseGroupOptions {
  readonly upstream: Upstream;
  readonly rng: Rng;
}

/**
 * Chooses the server group: rules by header or cohort first, weights else; only among those that are up.
 *
 * With none up the request goes on only where another app may answer for this one.
 */
export function chooseGroup(options: ChooseGroupOptions): Filter {
  return {
    name: "choose_group",
    phase: "inbound",
    order: 110,
    applies: () => true,
    run: (context) => {
      const choose = () => choiceOf(context, options);
      context.serverGroup = choose();
      // The group may lose its last instance while the request is on its way.
      context.reselectGroup = () => context.serverGroup = choose();
      if (context.serverGroup !== undefined) return undefined;
      const { app } = context.route!;
      context.unavailable = new NetopsError(
        "NO_INSTANCE",
        `Cannot reach ${app} as no instance is up`,
        { details: { headers: { "retry-after": "1" } }, fix: `netops ps; netops logs ${app}` },
      );
      if (context.mayFallBack) return undefined;
      throw context.unavailable;
    },
  };
}

function choiceOf(context: RequestContext, options: ChooseGroupOptions): string | undefined {
  const { upstream, rng } = options;
  const route = context.route!;
  const { headers } = context.request;
  const choice = chooseServerGroup(
    route,
    { header: (name) => headers.get(name), cohort: context.cohort },
    { rng, available: (serverGroup) => upstream.isAvailable(route.app, serverGroup) },
  );
  return choice?.serverGroup;
}
