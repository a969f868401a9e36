import type { BootDocument, PsDocument, StatusDocument } from "../contracts/documents.ts";
import type { EventsDocument, TimelineEvent } from "../contracts/event.ts";
import type { JobFollowLine, JobRequest, JobView } from "../contracts/job.ts";
import type { LogLine } from "../contracts/log_line.ts";
import type { RouteSnapshot, RouteSwitch } from "../contracts/routes.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { HttpClient } from "../ports/http.ts";

/** Which events are asked for. */
export interface EventsQuery {
  readonly afterSeq?: number;
  readonly kind?: string;
  readonly limit?: number;
}

/** Which log lines are asked for. */
export interface LogsQuery {
  readonly app?: string;
  readonly instance?: string;
  /** How many of the newest lines. */
  readonly tail?: number;
}

/** What fleet says after a change of an app. */
export interface AppChange {
  readonly app: string;
  readonly desired: number;
  readonly reason?: string;
}

/** What can be done to an app. */
export type AppAction = "start" | "stop" | "restart" | "roll";

/** Fleet's HTTP API (docs/architecture.md), typed. Every method throws a {@linkcode NetopsError}. */
export interface FleetClient {
  status(signal?: AbortSignal): Promise<StatusDocument>;
  instances(signal?: AbortSignal): Promise<PsDocument>;
  boot(signal?: AbortSignal): Promise<BootDocument>;
  events(query?: EventsQuery): Promise<EventsDocument>;
  eventsStream(query: EventsQuery, signal: AbortSignal): AsyncIterable<TimelineEvent>;
  logs(query?: LogsQuery): Promise<readonly LogLine[]>;
  logsStream(query: LogsQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  changeApp(app: string, action: AppAction): Promise<AppChange>;
  scale(app: string, replicas: number): Promise<AppChange>;
  restartInstance(id: string): Promise<void>;
  routes(): Promise<RouteSnapshot>;
  switchRoute(change: RouteSwitch): Promise<RouteSnapshot>;
  startJob(job: JobRequest): Promise<JobView>;
  jobs(): Promise<readonly JobView[]>;
  job(id: string): Promise<JobView>;
  followJob(id: string, signal: AbortSignal): AsyncIterable<JobFollowLine>;
  stopJob(id: string): Promise<JobView>;
  shutdown(): Promise<void>;
}

/** What a fleet client is made of. */
export interface FleetClientOptions {
  readonly fleetUrl: string;
  readonly token: string;
  readonly http: HttpClient;
}

/** Makes a client of fleet's HTTP API. */
export function createFleetClient(_options: FleetClientOptions): FleetClient {
  throw new NetopsError("BUG", "Cannot ask fleet as this part is being built");
}
