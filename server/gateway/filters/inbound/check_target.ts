import { NetopsError } from "@netops/core";
import type { Filter } from "../../filter.ts";
import { MAX_TARGET_CHARS, readTarget } from "../../target.ts";

/** Reads and normalises the target, so that nothing after it sees another path than the instance. */
export function checkTarget(): Filter {
  return {
    name: "check_target",
    phase: "inbound",
    order: 40,
    applies: () => true,
    run: (context) => {
      const { url, headers } = context.request;
      const reading = readTarget(url, headers.get("host") ?? "");
      if (reading.kind === "target") {
        context.target = reading.target;
        return undefined;
      }
      if (reading.kind === "misdirected") {
        throw new NetopsError("MISDIRECTED", "Cannot answer for the authority of this target");
      }
      const code = url.length > MAX_TARGET_CHARS ? "HEAD_TOO_LARGE" : "REQUEST_INVALID";
      throw new NetopsError(code, `Cannot take the request target as ${reading.reason}`);
    },
  };
}
