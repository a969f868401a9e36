import { NetopsError } from "@netops/core";
import { createHostGuard } from "@netops/core/service";
import type { Filter } from "../../filter.ts";
import type { ListenerIdentity } from "../../request_context.ts";

/** Which pages may call. */
export interface CheckHostOptions {
  readonly listener: ListenerIdentity;
  readonly allowOrigins: readonly string[];
}

/**
 * Refuses a foreign Host before anything looks at the path, then a foreign Origin.
 *
 * Stops DNS rebinding, and a Host that would choose the path. Source: RFC 9110, 15.5.20.
 */
export function checkHost(options: CheckHostOptions): Filter {
  const { hostname, port } = options.listener;
  const guard = createHostGuard({ hostname, port, allowOrigins: options.allowOrigins });
  return {
    name: "check_host",
    phase: "inbound",
    order: 10,
    applies: () => true,
    run: (context) => {
      const refusal = guard(context.request.headers);
      if (refusal === undefined) return undefined;
      if (refusal === "foreign-origin") {
        throw new NetopsError("FORBIDDEN", "Cannot answer a page of a foreign Origin", {
          fix: "add its origin to allowOrigins in netops.yaml",
        });
      }
      throw new NetopsError("MISDIRECTED", "Cannot answer for this Host as it is not ours", {
        fix: `call http://127.0.0.1:${port}/`,
      });
    },
  };
}
