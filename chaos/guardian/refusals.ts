import { NetopsError } from "@netops/core";
import type { FaultRequest } from "@netops/core/contracts";
import type { Lever } from "./journal.ts";

/** @throws {NetopsError} REFUSED while the lever is pulled. */
export function refuseByLever(lever: Lever): void {
  if (lever === "armed") return;
  throw new NetopsError("REFUSED", "Cannot inject a fault as all chaos was stopped", {
    fix: "netops chaos resume",
  });
}

/**
 * Refuses while an objective burns: whoever is in trouble gets no faults on top. That nobody can tell is
 * no permission.
 *
 * @throws {NetopsError} REFUSED
 */
export function refuseBySlo(
  { kind, target, ignoreSlo }: Pick<FaultRequest, "kind" | "target" | "ignoreSlo">,
  burning: readonly string[] | undefined,
): void {
  if (ignoreSlo || burning?.length === 0) return;
  const reason = burning === undefined
    ? "telemetry does not answer, so nobody can tell whether an objective burns"
    : `the objective ${burning.join(", ")} burns`;
  throw new NetopsError("REFUSED", `Cannot inject ${kind} on ${target} as ${reason}`, {
    fix: "netops slo, or go on all the same with --ignore-slo",
  });
}
