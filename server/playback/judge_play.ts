import { NetopsError, type Principal, toNetopsError } from "@netops/core";
import type { LicensedTitle, SteerAnswer, SubscriptionView } from "@netops/core/contracts";
import { checkLicence, licenceReason } from "../catalog/licence.ts";
import { isBusinessFailure } from "./stream_starts.ts";

/** Lets a title pass that may be shown. @throws {NetopsError} NOT_FOUND, NOT_LICENSED */
export function requireShown(
  title: LicensedTitle | undefined,
  { country }: Principal,
  nowMs: number,
): LicensedTitle {
  if (title === undefined) {
    throw new NetopsError("NOT_FOUND", "Cannot find this title", { fix: "netops title list" });
  }
  const verdict = checkLicence(title, { country, nowMs });
  if (verdict.kind === "licensed") return title;
  const reason = licenceReason(verdict, country);
  throw new NetopsError("NOT_LICENSED", `Cannot play ${title.title} as ${reason}`, {
    details: { titleId: title.id, reason: verdict.kind },
    fix: "choose another title: GET /catalog/titles lists what may be shown",
  });
}

/** Lets a subscription pass that holds: paid, cancelled but paid, or in its grace. @throws {NetopsError} SUBSCRIPTION_EXPIRED */
export function requirePaid(plan: SubscriptionView | undefined): SubscriptionView {
  if (plan !== undefined && plan.status !== "expired") return plan;
  const why = plan === undefined ? "the account has no subscription" : "the subscription expired";
  throw new NetopsError("SUBSCRIPTION_EXPIRED", `Cannot play as ${why}`, {
    fix: "choose a plan: PUT /billing/subscription",
  });
}

/** Says that every place is taken. */
export function tooManyStreams(plan: SubscriptionView, live: number): NetopsError {
  const { maxStreams } = plan;
  const message = `Cannot start another stream as ${live} are playing ` +
    `and the plan ${plan.plan} allows ${maxStreams} at once`;
  return new NetopsError("TOO_MANY_STREAMS", message, {
    details: { live, maxStreams },
    fix:
      "end one: GET /playback/sessions, then DELETE /playback/sessions/ID; or choose a bigger plan",
  });
}

/**
 * Lets a ranking pass that offers somebody.
 *
 * @throws {NetopsError} NOT_ROUTED when no OCA may serve this address, which trying again does not change;
 *   OVERLOADED when those that may cannot now.
 */
export function requireOca(answer: SteerAnswer, clientIp: string): SteerAnswer {
  const { ranked, rejected } = answer;
  if (ranked.length > 0) return answer;
  if (rejected.length > 0 && rejected.every(({ reason }) => reason === "NOT_ROUTED")) {
    const message =
      `Cannot play as no OCA serves the client ${clientIp}: no prefix holds its address`;
    throw new NetopsError("NOT_ROUTED", message, {
      details: { clientIp },
      fix: "netops prefix list",
    });
  }
  throw new NetopsError("OVERLOADED", "Cannot play as no OCA can serve this title now", {
    details: { rejected: rejected.length },
  });
}

/** Tells a client what failed: a rule as it is, anything else as an outage that it may try again after. */
export function asOutage(thrown: unknown): NetopsError {
  const error = toNetopsError(thrown);
  if (isBusinessFailure(error) || error.code === "BUG") return error;
  const busy = error.code === "NO_INSTANCE" || error.code === "OVERLOADED";
  const message = error.message.replace(/^Cannot (?!play)/, "Cannot play as playback cannot ");
  return new NetopsError(busy ? "OVERLOADED" : "UPSTREAM_FAILED", message, {
    cause: error,
    fix: "try again in a moment",
  });
}
