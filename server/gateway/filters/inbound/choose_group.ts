import { NetopsError, type Rng } from "@netops/core";
import { chooseServerGroup, type Discovery } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";

/** What the choice looks at. */
export interface ChooseGroupOptions {
  readonly discovery: Discovery;
  readonly rng: Rng;
}

/** Chooses the server group: rules by header or cohort first, weights else; only among those that are up. */
export function chooseGroup(options: ChooseGroupOptions): Filter {
  const groupsOf = createGroupsOf(options.discovery);
  return {
    name: "choose_group",
    phase: "inbound",
    order: 110,
    applies: () => true,
    run: (context) => {
      const route = context.route!;
      const up = groupsOf(route.app);
      const { headers } = context.request;
      const choice = chooseServerGroup(
        route,
        { header: (name) => headers.get(name), cohort: context.cohort },
        { rng: options.rng, available: (serverGroup) => up.has(serverGroup) },
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

/** The groups of an app that have an instance up, counted anew only when discovery changed. */
function createGroupsOf(discovery: Discovery): (app: string) => ReadonlySet<string> {
  const counted = new WeakMap<object, ReadonlySet<string>>();
  return (app) => {
    const instances = discovery.up(app);
    const known = counted.get(instances);
    if (known !== undefined) return known;
    const groups = new Set(instances.map((instance) => instance.serverGroup));
    counted.set(instances, groups);
    return groups;
  };
}
