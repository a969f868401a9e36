import type { BootDocument, PsDocument, StatusDocument } from "../contracts/documents.ts";
import type { EventsDocument, TimelineEvent } from "../contracts/event.ts";
import type { JobFollowLine, JobRequest, JobView } from "../contracts/job.ts";
import type { LogLine } from "../contracts/log_line.ts";
import type { RouteSnapshot, RouteSwitch } from "../contracts/routes.ts";
import { FleetWire, type FleetWireOptions } from "./fleet_wire.ts";
import { type GroupCalls, groupCalls } from "./group_calls.ts";

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
export interface FleetClient extends GroupCalls {
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
  /** Tells a job to end, and kills it after the grace; 3 s when left out. */
  stopJob(id: string, options?: { readonly graceMs?: number }): Promise<JobView>;
  shutdown(): Promise<void>;
}

/** What a fleet client is made of. */
export type FleetClientOptions = FleetWireOptions;

/** Makes a client of fleet's HTTP API. */
export function createFleetClient(options: FleetClientOptions): FleetClient {
  const wire = new FleetWire(options);
  const appPath = (app: string, action: string) => `/v1/apps/${encodeURIComponent(app)}/${action}`;
  const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;
  return {
    ...groupCalls(wire),
    status: (signal) => wire.get("/v1/status", signal),
    instances: (signal) => wire.get("/v1/instances", signal),
    boot: (signal) => wire.get("/v1/boot", signal),
    events: (query = {}) => wire.get(`/v1/events${queryText(query)}`),
    eventsStream: (query, signal) => wire.events(`/v1/events/stream${queryText(query)}`, signal),
    logs: async (query = {}) =>
      (await wire.get<{ lines: LogLine[] }>(`/v1/logs${queryText(query)}`)).lines,
    logsStream: (query, signal) => wire.events(`/v1/logs/stream${queryText(query)}`, signal),
    changeApp: (app, action) => wire.change("POST", appPath(app, action)),
    scale: (app, replicas) => wire.change("POST", appPath(app, "scale"), { replicas }),
    restartInstance: (id) => wire.change("POST", `/v1/instances/${encodeURIComponent(id)}/restart`),
    routes: () => wire.get("/v1/routes"),
    switchRoute: (change) => wire.change("PUT", "/v1/routes", change),
    startJob: (job) => wire.change("POST", "/v1/jobs", job),
    jobs: async () => (await wire.get<{ jobs: JobView[] }>("/v1/jobs")).jobs,
    job: (id) => wire.get(jobPath(id)),
    followJob: (id, signal) => wire.lines(`${jobPath(id)}/follow`, signal),
    stopJob: (id, options = {}) => wire.change("DELETE", `${jobPath(id)}${queryText(options)}`),
    shutdown: () => wire.change("POST", "/v1/shutdown"),
  };
}

function queryText(query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
