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

/** With less, databases, logs and the journal of faults begin to refuse. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** What a fault takes of the disk. */
export interface DiskNeed {
  /** The parameter that says how much. */
  readonly parameter: string;
  /** How much of it each target loses. */
  readonly sizeBytes: number;
  readonly targets: number;
  readonly freeBytes: number;
}

/**
 * Refuses to take the last bytes of a disk: sizeBytes · targets ≤ freeBytes − 16 MiB.
 *
 * @throws {NetopsError} REFUSED
 */
export function refuseByDisk({ kind, target }: FaultRequest, need: DiskNeed): void {
  const { parameter, sizeBytes, targets, freeBytes } = need;
  const mostBytes = Math.floor((freeBytes - LEAST_FREE_BYTES) / targets);
  if (sizeBytes <= mostBytes) return;
  const [free, kept] = [freeBytes, LEAST_FREE_BYTES].map((bytes) => Math.round(bytes / 1e6));
  throw new NetopsError(
    "REFUSED",
    `Cannot inject ${kind} on ${target} as ${free} MB are free, of which ${kept} MB must stay`,
    { fix: mostBytes < 1 ? "df -h" : `lower it: --set ${parameter}=${mostBytes}` },
  );
}
