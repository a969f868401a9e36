/**
 * Ground floor of netops: nouns, ports and errors. Pure data and types; no I/O.
 *
 * @module
 */
export { GROUND_ZONE, type Instance, type Placement } from "./nouns/instance.ts";
export { INSTANCE_STATUSES, type InstanceStatus } from "./nouns/instance_status.ts";
export { KEEPER_PONG_LINE, KEEPER_READY_LINE } from "./nouns/keeper_ready_line.ts";
export {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_AUDIENCE,
  ACCESS_TOKEN_TYPE,
  accessTokenIssuer,
} from "./nouns/access_token.ts";
export { databaseId, databaseToken } from "./nouns/database_token.ts";
export { type Principal, PRINCIPAL_HEADER, PrincipalSeal } from "./nouns/principal.ts";
export { CLOCK_HEADER, formatClockReading, readClockReading } from "./nouns/clock_reading.ts";
export {
  childTrace,
  formatTraceParent,
  newTrace,
  readTraceParent,
  type TraceContext,
} from "./nouns/trace_context.ts";
export { NETOPS_RELEASE } from "./nouns/release.ts";
export {
  checkTitleUrl,
  formatTitleQuery,
  readTitleQuery,
  signTitleUrl,
  TITLE_KEY_PERIOD_MS,
  type TitleClaim,
  TitleKeys,
  type TitleQuery,
  type TitleRequest,
} from "./nouns/signed_url.ts";
export { FENCE_HEADER } from "./nouns/fence_header.ts";
export { FALLBACK_HEADER, PROBE_HEADER, SERVED_BY_HEADER } from "./nouns/probe_headers.ts";
export { EVENT_LOG_LIMITS, LOG_NAME_PATTERN, logMessageBytes } from "./nouns/event_log_limits.ts";
export { partitionOfKey } from "./nouns/partition_of_key.ts";
export { experimentRunId } from "./nouns/experiment_run_id.ts";
export { sha256Hex } from "./nouns/sha256.ts";
export { MOST_REPLICAS } from "./nouns/replicas.ts";
export { formatDurationMs, parseDurationMs } from "./nouns/duration.ts";
export {
  alertSeverity,
  alertSummary,
  type FiringAlert,
  readFiringAlerts,
} from "./nouns/firing_alert.ts";
export {
  formatServerGroupName,
  nextServerGroupName,
  parseServerGroupName,
  type ServerGroupName,
  type TakenServerGroup,
} from "./nouns/server_group_name.ts";
export { ERROR_CODES, type ErrorCode, type ErrorCodeRow } from "./errors/codes.ts";
export { formatKvFailure, type KvFailure } from "./errors/kv_failure.ts";
export { NetopsError, type NetopsErrorOptions, toNetopsError } from "./errors/netops_error.ts";
export { fromProblem, type Problem, problemResponse, toProblem } from "./errors/problem.ts";
export type { Clock } from "./ports/clock.ts";
export type { CancelTimer, Timer } from "./ports/timer.ts";
export type { Rng } from "./ports/rng.ts";
export type { Logger, LogLevel } from "./ports/logger.ts";
export type {
  ExitStatus,
  OutputLine,
  SignalName,
  SpawnedGroup,
  Spawner,
  SpawnRequest,
} from "./ports/spawner.ts";
export type {
  HttpClient,
  HttpClientRequest,
  HttpHandler,
  HttpListener,
  HttpListenOptions,
  HttpPeer,
  HttpServer,
} from "./ports/http.ts";
export type { Tcp, TcpConnection, TcpListener, TcpListenOptions } from "./ports/tcp.ts";
export type { GroupUsage, GroupUsages, PortOwner, Processes } from "./ports/processes.ts";
export type { ProgramRequest, ProgramResult, ProgramRunner } from "./ports/program_runner.ts";
export type {
  ConsumerOptions,
  DeliveredMessage,
  EventConsumer,
  EventLog,
  EventProducer,
  LogBatch,
  LogMessage,
  LogPosition,
  SeekTarget,
  StoredMessage,
} from "./ports/event_log.ts";
export type {
  ActiveSpan,
  SpanAttributes,
  SpanEnd,
  SpanRecord,
  SpanStart,
  Tracer,
  TraceScope,
} from "./ports/tracer.ts";
export { NO_TRACER } from "./tracing/no_tracer.ts";
export type { EventDraft, EventSink } from "./ports/event_sink.ts";
export type {
  WebSocketClose,
  WebSocketConnectRequest,
  WebSocketLink,
  WebSockets,
} from "./ports/web_socket.ts";
