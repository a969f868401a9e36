import type { FaultRequest } from "@netops/core/contracts";
import type { Admission, Spared, SpareReason } from "./admission.ts";

/** Which of several causes is told how to mend: what passes by itself first. */
const BY_WEIGHT: readonly SpareReason["cause"][] = ["deploy", "limit", "held", "not-up"];

/** What helps whoever was refused: never what was refused. */
export function fixOfRefusal(
  { kind, target, count, percent }: FaultRequest,
  { allowed, spared }: Admission,
): string {
  const isCounted = count !== undefined || percent !== undefined;
  if (isCounted && allowed > 0) {
    return `netops chaos inject ${kind} --target ${target} --count ${allowed}`;
  }
  const [first] = BY_WEIGHT.flatMap((cause) => spared.filter((one) => one.cause === cause));
  switch (first?.cause) {
    case "limit":
      return fixOfLimit(first, allowed);
    case "held":
      return `netops chaos status, or name the instance: --target ${first.instance.id}`;
    case "deploy":
    case "not-up":
      return `netops wait ${first.instance.app}`;
    default:
      return "netops ps";
  }
}

/** One more instance is enough only where one was wanted; what the platform stands on cannot be scaled. */
function fixOfLimit({ instance, neededSize = Infinity }: Spared, allowed: number): string {
  const others = "chaos.limits in netops.yaml, or a fault that takes nobody away, as latency";
  const canScale = instance.adminUrl === undefined && Number.isFinite(neededSize);
  return canScale && allowed === 0
    ? `netops scale ${instance.app} ${neededSize}, or ${others}`
    : others;
}
