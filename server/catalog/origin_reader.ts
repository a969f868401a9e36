import { NetopsError } from "@netops/core";
import type { Caller } from "@netops/core/clients";
import type { TitlePackage } from "@netops/core/contracts";

const DEADLINE_MS = 5_000;

/**
 * Reads every package that origin holds.
 *
 * @throws {NetopsError} NO_INSTANCE, TIMED_OUT or UPSTREAM_FAILED: an origin that is away is not empty.
 */
export async function readPackages(
  caller: Caller,
  options: { readonly token: string; readonly nowMs: number },
): Promise<readonly TitlePackage[]> {
  const response = await caller.call("origin", {
    method: "GET",
    path: "/titles",
    headers: { authorization: `Bearer ${options.token}` },
    deadlineAtMs: options.nowMs + DEADLINE_MS,
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new NetopsError(
      "UPSTREAM_FAILED",
      `Cannot read titles as origin said ${response.status}`,
    );
  }
  const { titles } = await response.json() as { readonly titles: readonly TitlePackage[] };
  return titles;
}
