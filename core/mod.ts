/**
 * Ground floor of netops: nouns, ports and errors. Pure data and types; no I/O.
 *
 * @module
 */
export { GROUND_ZONE, type Instance, type Placement } from "./nouns/instance.ts";
export { INSTANCE_STATUSES, type InstanceStatus } from "./nouns/instance_status.ts";
export { KEEPER_PONG_LINE, KEEPER_READY_LINE } from "./nouns/keeper_ready_line.ts";
export { NETOPS_RELEASE } from "./nouns/release.ts";
export { MOST_REPLICAS } from "./nouns/replicas.ts";
export { formatDurationMs, parseDurationMs } from "./nouns/duration.ts";
export {
  formatServerGroupName,
  nextServerGroupName,
  parseServerGroupName,
  type ServerGroupName,
  type TakenServerGroup,
} from "./nouns/server_group_name.ts";
export { ERROR_CODES, type ErrorCode, type ErrorCodeRow } from "./errors/codes.ts";
export { NetopsError, type NetopsErrorOptions, toNetopsError } from "./errors/netops_error.ts";
export { fromProblem, type Problem, problemResponse, toProblem } from "./errors/problem.ts";
export type { Clock } from "./ports/clock.ts";
export type { CancelTimer, Timer } from "./ports/timer.ts";
export type { Rng } from "./ports/rng.ts";
export type { Logger, LogLevel } from "./ports/logger.ts";
export type {
  ExitStatus,
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
export type { PortOwner, Processes } from "./ports/processes.ts";
export type { EventDraft, EventSink } from "./ports/event_sink.ts";
export type {
  WebSocketClose,
  WebSocketConnectRequest,
  WebSocketLink,
  WebSockets,
} from "./ports/web_socket.ts";
