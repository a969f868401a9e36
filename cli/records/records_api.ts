import {
  type FiringAlert,
  fromProblem,
  type HttpClient,
  NetopsError,
  readFiringAlerts,
} from "@netops/core";
import { readSse } from "@netops/core/clients";
import type { LogLine } from "@netops/core/contracts";
import { type CommandContext, httpOf, type LiveRun } from "../command_context.ts";

/** One span of a trace, as `netops trace ID --json` prints it. */
export interface TraceSpan {
  readonly spanId: string;
  readonly parentId?: string;
  readonly service: string;
  readonly instance: string;
  readonly name: string;
  readonly kind: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: "unset" | "ok" | "error";
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** `netops trace ID --json`; parents stand before their children. */
export interface TraceDocument {
  readonly schema: "netops.trace/v1";
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  /** Spans that were too many to be kept. */
  readonly droppedSpans: number;
}

/** A trace in a list. */
export interface TraceSummary {
  readonly traceId: string;
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly services: readonly string[];
  readonly faults: readonly string[];
}

/** `netops trace find --json`, newest first. */
export interface TracesDocument {
  readonly schema: "netops.traces/v1";
  readonly traces: readonly TraceSummary[];
}

/** A service level objective and how it stands. */
export interface SloView {
  readonly name: string;
  readonly objective: number;
  readonly windowMs: number;
  /** The good share, 0..1; none without data. */
  readonly share?: number;
  /** 1: nothing used; 0: all; below 0: more than all. */
  readonly budgetLeftRatio?: number;
  readonly burn: readonly { readonly windowMs: number; readonly rate?: number }[];
  readonly state: "met" | "burning" | "exhausted" | "unknown";
  readonly error?: string;
}

/** `netops slo --json`. */
export interface SlosDocument {
  readonly schema: "netops.slo/v1";
  readonly slos: readonly SloView[];
}

/** How far the clock of a process is ahead of telemetry's: `skewMs` ± `errorMs`. */
export interface ClockView {
  readonly app: string;
  readonly instance: string;
  readonly skewMs: number;
  readonly errorMs: number;
  /** More than the tolerance off, for certain. */
  readonly isSkewed: boolean;
}

/** How well clocks agree. */
export interface ClocksDocument {
  readonly schema: "netops.clocks/v1";
  readonly toleranceMs: number;
  readonly clocks: readonly ClockView[];
}

/** A log line as telemetry keeps it. */
export type FoundLine = LogLine & { readonly id: number; readonly traceId?: string };

/** Log lines as telemetry answers them. */
export interface FoundLogs {
  readonly lines: readonly FoundLine[];
  /** Lines that come later have higher ids. */
  readonly cursor: number;
  readonly total: number;
  readonly complete: boolean;
  /** Lines too long for the expression. */
  readonly skipped: number;
  /** Bytes of log files that are not read yet. */
  readonly behindBytes: number;
}

/** Parameters of a query; those without a value are left out. */
export type RecordQuery = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Asks telemetry for logs and traces. */
export class RecordsApi {
  readonly #base: string;
  readonly #http: HttpClient;

  /** Makes one over the address of telemetry. */
  constructor(base: string, http: HttpClient) {
    this.#base = base;
    this.#http = http;
  }

  /** A trace as a whole. @throws {NetopsError} NOT_FOUND */
  trace(id: string): Promise<TraceDocument> {
    return this.#json(`/v1/traces/${encodeURIComponent(id)}`);
  }

  /** Traces that match, newest first. */
  traces(query: RecordQuery): Promise<TracesDocument> {
    return this.#json(`/v1/traces${queryText(query)}`);
  }

  /** All service level objectives and how they stand. */
  slos(): Promise<SlosDocument> {
    return this.#json("/v1/slo");
  }

  /** How well the clocks of all processes agree. */
  clocks(signal: AbortSignal): Promise<ClocksDocument> {
    return this.#json("/v1/clocks", signal);
  }

  /** Alerts that fire now, those that page first. */
  async firingAlerts(signal: AbortSignal): Promise<readonly FiringAlert[]> {
    return readFiringAlerts(await this.#json("/api/v1/alerts", signal));
  }

  /** What telemetry says of itself: full, or not able to forward. Each is a sentence and what to do. */
  async warnings(signal: AbortSignal): Promise<readonly string[]> {
    const health = await this.#json<{ warnings: readonly { message: string; fix: string }[] }>(
      "/v1/health",
      signal,
    );
    return health.warnings.map(({ message, fix }) => `${message} (fix: ${fix})`);
  }

  /** The newest log lines that match, and how many match in all. */
  logs(query: RecordQuery): Promise<FoundLogs> {
    return this.#json(`/v1/logs${queryText({ ...query, count: true })}`);
  }

  /** Lines that come over OTLP after a cursor, or from now on; ends with the stream or the signal. */
  async *sentLogs(after: number | undefined, signal: AbortSignal): AsyncGenerator<FoundLine> {
    const path = `/v1/logs/stream${queryText({ stream: "otlp", after })}`;
    const { body } = await this.#get(path, signal);
    if (body === null) return;
    for await (const message of readSse(body, signal)) {
      if (message.kind === "event") yield JSON.parse(message.data);
    }
  }

  async #json<T>(path: string, signal?: AbortSignal): Promise<T> {
    return await (await this.#get(path, signal)).json() as T;
  }

  async #get(path: string, signal?: AbortSignal): Promise<Response> {
    const url = `${this.#base}${path}`;
    const headers = { accept: "application/json" };
    const given = signal === undefined ? {} : { signal };
    const response = await this.#http.send({ method: "GET", url, headers, ...given });
    if (response.ok) return response;
    const problem = fromProblem(parse(await response.text()));
    throw problem ?? new NetopsError("UPSTREAM_FAILED", `Telemetry answered ${response.status}`);
  }
}

/** Telemetry of a run, or undefined when this run has none. */
export async function recordsOf(
  live: LiveRun,
  context: CommandContext,
): Promise<RecordsApi | undefined> {
  const base = live.run.urls.metrics ?? (await live.fleet.status()).urls.metrics;
  return base === undefined ? undefined : new RecordsApi(base, httpOf(context));
}

/** Telemetry of a run. @throws {NetopsError} NO_INSTANCE when this run has none. */
export async function requireRecords(
  live: LiveRun,
  context: CommandContext,
): Promise<RecordsApi> {
  const records = await recordsOf(live, context);
  if (records !== undefined) return records;
  throw new NetopsError(
    "NO_INSTANCE",
    "This platform runs without telemetry, so it keeps no traces and objectives",
    {
      fix: "netops ps, to see what runs",
    },
  );
}

function queryText(query: RecordQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    for (const each of values) parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
