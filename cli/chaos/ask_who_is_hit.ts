import type { PlannedRequest } from "@netops/chaos/experiment";
import { type NetopsError, toNetopsError } from "@netops/core";
import type { FaultDocument } from "@netops/core/contracts";
import type { ChaosApi } from "./chaos_api.ts";

/** What the guardian says of one fault of a plan: whom it would hit, or why not. */
export interface HitAnswer {
  readonly phase: PlannedRequest["phase"];
  readonly name: string;
  readonly document?: FaultDocument;
  readonly refusal?: NetopsError;
  /** What only the run can tell, and so nobody was asked. */
  readonly unknown?: string;
}

/** Codes of those who say no, unlike those who do not answer. */
const REFUSALS: readonly string[] = ["REFUSED", "REQUEST_INVALID"];

/**
 * Asks the guardian whom each fault would hit if it came now; nothing is done.
 *
 * @throws {NetopsError} when nobody answers.
 */
export async function askWhoIsHit(
  requests: readonly PlannedRequest[],
  api: Pick<ChaosApi, "inject">,
): Promise<HitAnswer[]> {
  const answers: HitAnswer[] = [];
  for (const { phase, name, request, unknown } of requests) {
    if (request === undefined) {
      answers.push({ phase, name, ...(unknown === undefined ? {} : { unknown }) });
      continue;
    }
    const { fault, ...rest } = request;
    try {
      const document = await api.inject({ kind: fault, ...rest, dryRun: true });
      answers.push({ phase, name, document });
    } catch (thrown) {
      const refusal = toNetopsError(thrown);
      if (!REFUSALS.includes(refusal.code)) throw thrown;
      answers.push({ phase, name, refusal });
    }
  }
  return answers;
}
