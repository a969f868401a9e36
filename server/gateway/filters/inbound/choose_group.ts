import { NetopsError, type Rng } from "@netops/core";
import { chooseServerGroup, type RoutesWatch, type Upstream } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";
import { RoutedRequest, type RoutedRequestOptions } from "../../routed_request.ts";

/** What the choice looks at. */
export interface ChooseGroupOptions extends RoutedRequestOptions {
  readonly routes: RoutesWatch;
  readonly upstream: Upstream;
  readonly rng: Rng;
}

/**
 * Chooses the server group: rules by header or cohort first, weights else; only among those that are up.
 *
 * It chooses by the newest routes, not by those that the request came in by: who was told that a group gets nothing
 * any more must not see a request go there that took its time until here. From the choice on the request counts there.
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
      const routed = new RoutedRequest(context.route!.app, options);
      context.routed = routed;
      const choose = () => {
        const chosen = choiceOf(context, options);
        routed.chose(chosen);
        return context.serverGroup = chosen;
      };
      choose();
      // The group may lose its last instance while the request is on its way.
      context.reselectGroup = choose;
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
  const { routes, upstream, rng } = options;
  const route = routes.route(context.route!.key);
  if (route === undefined) return undefined;
  const { headers } = context.request;
  const choice = chooseServerGroup(
    route,
    { header: (name) => headers.get(name), cohort: context.cohort },
    { rng, available: (serverGroup) => upstream.isAvailable(route.app, serverGroup) },
  );
  return choice?.serverGroup;
}
