/**
 * Faults as the sides hold them: leases, which requests they touch, what they do to them.
 *
 * @module
 */
export { ActiveFault } from "./active_fault.ts";
export { type Arm, ArmDraw } from "./cohort.ts";
export { ArmTally, CohortBook } from "./cohort_book.ts";
export { LATENCY_GROWTH, LatencyCounts } from "./latency_counts.ts";
export { type FailMode, FailPoints, type FailPointsOptions } from "./fail_points.ts";
export { faultyHttpClient, type FaultyHttpClientOptions } from "./faulty_http_client.ts";
export { InnerEffects, type InnerEffectsOptions, isInnerEffect } from "./inner_effects.ts";
export { FaultCarrier, type FaultCarrierOptions } from "./fault_carrier.ts";
export {
  type CarriedFault,
  type ContextRefusal,
  FAULT_CONTEXT_HEADER,
  FaultContextSeal,
  type OpenedContext,
} from "./fault_context.ts";
export {
  type CallLimits,
  type FaultSite,
  RequestFaults,
  type RequestFaultsOptions,
} from "./request_faults.ts";
export { FaultTagger, type FaultTaggerOptions } from "./tag_requests.ts";
export { FaultBook, type FaultBookOptions, isRequestEffect } from "./fault_book.ts";
export { createFaultRoutes, type FaultRoutesOptions, isFaultPath } from "./fault_routes.ts";
export { LeaseBook, type Leased, type LeaseTerms } from "./lease_book.ts";
export { type AccountOf, accountReader, HttpRequestFacts } from "./request_facts.ts";
export { type RequestFacts, RequestMatcher } from "./request_match.ts";
export { planRequest, RequestPlan, type RequestPlanOptions } from "./request_plan.ts";
export { serveWithFaults, type ServeWithFaultsOptions } from "./serve_with_faults.ts";
export { FAULT_ATTRIBUTE, TouchedRequests } from "./touched_requests.ts";
