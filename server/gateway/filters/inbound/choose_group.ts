import { NetopsError, type Rng } from "@netops/core";
import { chooseServerGroup, type Upstream } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";

/** What the choice looks at. */
export interface ChooseGroupOptions {
  readonly upstream: Upstream;
  readonly rng: Rng;
}

/** Chooses the server group: rules by header or cohort first, weights else; only among those that are up. */
export function chooseGroup(options: ChooseGroupOptions): Filter {
  const { upstream, rng } = options;
  return {
    name: "choose_group",
    phase: "inbound",
    order: 110,
    applies: () => true,
    run: (context) => {
      const route = context.route!;
      const { headers } = context.request;
      const choice = chooseServerGroup(
        route,
        { header: (name) => headers.get(name), cohort: context.cohort },
        { rng, available: (serverGroup) => upstream.isAvailable(route.app, serverGroup) },
      );
      if (choice === undefined) {
        throw new NetopsError("NO_INSTANCE", `Cannot reach ${route.app} as no instance is up`, {
          details: { headers: { "retry-after": "1" } },
          fix: `netops ps; netops logs ${route.app}`,
        });
      }
      context.serverGroup = choice.serverGroup;
      return undefined;
    },
  };
}
