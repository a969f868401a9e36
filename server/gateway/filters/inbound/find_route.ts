import { NetopsError } from "@netops/core";
import type { RoutesWatch } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";
import { splitKey } from "../../target.ts";

/** Finds the route: by the first path segment on the public port, by the app on an internal one. */
export function findRoute(options: { readonly routes: RoutesWatch }): Filter {
  const { routes } = options;
  return {
    name: "find_route",
    phase: "inbound",
    order: 60,
    applies: () => true,
    run: (context) => {
      if (routes.snapshot() === undefined) throw noRoutesYet();
      const { path, query } = context.target!;
      const { app } = context.listener;
      if (app !== undefined) {
        context.route = routes.routeOfApp(app);
        context.upstreamTarget = path + query;
        if (context.route === undefined) throw noRoute(app);
        return undefined;
      }
      const { key, rest } = splitKey(path);
      context.route = routes.route(key);
      context.upstreamTarget = rest + query;
      if (context.route === undefined) throw noRoute(key);
      return undefined;
    },
  };
}

function noRoute(key: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot find an application at /${key}`, {
    fix: "netops ps",
  });
}

/** Without a snapshot nobody can say that an application does not exist. */
function noRoutesYet(): NetopsError {
  return new NetopsError("OVERLOADED", "Cannot route yet as no routes have come from fleet", {
    details: { headers: { "retry-after": "1" } },
    fix: "netops status",
  });
}
