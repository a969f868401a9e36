/**
 * The heart of a session, shared by both engines: when it begins, what it does, and what is said of it.
 * Pure: no I/O, no clock, and no imports but `@netops/core/viewer`, so that it runs in k6, too.
 *
 * @module
 */
export type { PoolAccount } from "../run/load_order.ts";
export {
  arrivalAtMs,
  arrivalsEndMs,
  countArrivals,
  exactRate,
  isConstant,
  rateAt,
} from "./arrivals.ts";
export { type BrowsePage, browsePages } from "./browse_pages.ts";
export {
  CALL_ATTEMPT_MS,
  CALL_DEADLINE_MS,
  type CallAnswer,
  callFailure,
  isBusiness,
  isPassing,
  retryWaitMs,
  RETURN_AFTER_MS,
  withoutQuery,
} from "./call_rules.ts";
export { Draw } from "./draw.ts";
export type { EndedExchange } from "./exchange_book.ts";
export { type PlannedSession, SessionPlanner } from "./plan_session.ts";
export { offeredOcas, type PlayOffer, viewerOptions } from "./play_offer.ts";
export { type OcaTiming, readServerTiming } from "./server_timing.ts";
export type {
  EndLine,
  MarkLine,
  RequestTally,
  SessionFailure,
  SessionLine,
  StartLine,
  TrafficSecond,
} from "./session_line.ts";
export {
  type SessionEnd,
  SessionRecorder,
  type SessionRecorderOptions,
} from "./session_recorder.ts";
export { renewalTimeMs } from "./token_life.ts";
