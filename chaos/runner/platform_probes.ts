import { type Clock, NetopsError } from "@netops/core";
import type { EventsDocument, PsInstance, StatusDocument } from "@netops/core/contracts";
import type { SideWire } from "../guardian/sides/side_wire.ts";
import type { NativeProbes } from "../experiment/mod.ts";

/** What probes of the platform work with. */
export interface PlatformProbesOptions {
  readonly wire: SideWire;
  readonly clock: Clock;
  readonly fleetUrl: string;
  /** Prometheus' HTTP API; empty without telemetry. */
  readonly telemetryUrl: string;
}

type Parameters = Readonly<Record<string, unknown>>;
type Probe = (parameters: Parameters) => Promise<unknown>;

/** The queries behind probes of series, over a window of `$window`. */
const QUERIES = {
  sps: "sum(rate(sps_started[$window]))",
  "sps-share": "sum(increase(sps_started[$window])) / sum(increase(sps_attempted[$window]))",
  "startup-time-ms":
    "histogram_quantile(0.95, sum by (le) (rate(play_startup_ms_bucket[$window])))",
  "stalled-ratio": "avg(avg_over_time(stalled_ratio[$window]))",
  "error-share":
    'sum(rate(upstream_request_duration_seconds_count{upstream_app=~"$app",code=~"5..|error"}[$window])) / sum(rate(upstream_request_duration_seconds_count{upstream_app=~"$app"}[$window]))',
  "latency-seconds":
    'histogram_quantile($quantile, sum by (le) (rate(upstream_request_duration_seconds_bucket{upstream_app=~"$app"}[$window])))',
} as const;

/** Observes what the Chaos Toolkit's providers cannot: series, events, instances, objectives. */
export class PlatformProbes implements NativeProbes {
  readonly #options: PlatformProbesOptions;
  readonly #probes: Readonly<Record<string, Probe>>;

  /** Observes a platform. */
  constructor(options: PlatformProbesOptions) {
    this.#options = options;
    const series = Object.entries(QUERIES).map(([name, query]): [string, Probe] => [
      name,
      (parameters) => this.#query(fill(query, parameters)),
    ]);
    this.#probes = {
      ...Object.fromEntries(series),
      series: (parameters) => this.#query(textOf(parameters, "query")),
      "instances-up": (parameters) => this.#instancesUp(parameters),
      healthy: async () => (await this.#status()).healthy,
      "event-count": (parameters) => this.#eventCount(parameters),
      slo: (parameters) => this.#slo(textOf(parameters, "name")),
    };
  }

  /** Names of all probes, for lint. */
  get names(): readonly string[] {
    return Object.keys(this.#probes);
  }

  async probe(name: string, parameters: Parameters): Promise<unknown> {
    const probe = this.#probes[name];
    if (probe !== undefined) return await probe(parameters);
    throw new NetopsError("NOT_FOUND", `There is no probe "${name}"`, {
      fix: `use one of: ${this.names.join(", ")}`,
    });
  }

  /** The one value of a query; a query without a result observed nothing. */
  async #query(query: string): Promise<number> {
    const { wire, telemetryUrl } = this.#options;
    if (telemetryUrl === "") {
      throw new NetopsError("NO_INSTANCE", "This platform has no telemetry to ask");
    }
    const url = `${telemetryUrl}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = await wire.ask<QueryAnswer>({ method: "GET", url });
    const { resultType, result } = answer.data;
    const text = resultType === "scalar"
      ? result[1]
      : result.length === 1
      ? (result[0] as { value: [number, string] }).value[1]
      : undefined;
    const value = Number(text);
    if (text !== undefined && !Number.isNaN(value)) return value;
    const why = result.length > 1 ? `it has ${result.length} values` : "it has no value (yet)";
    throw new NetopsError("NOT_FOUND", `Cannot read one number from ${query} as ${why}`);
  }

  async #instancesUp(parameters: Parameters): Promise<number> {
    const { wire, fleetUrl } = this.#options;
    const url = `${fleetUrl}/v1/instances`;
    const { instances } = await wire.ask<{ instances: PsInstance[] }>({ method: "GET", url });
    const { app, zone } = parameters;
    return instances.filter((one) =>
      one.status === "UP" && (app === undefined || one.app === app) &&
      (zone === undefined || one.zone === zone)
    ).length;
  }

  async #status(): Promise<StatusDocument> {
    const url = `${this.#options.fleetUrl}/v1/status`;
    return await this.#options.wire.ask<StatusDocument>({ method: "GET", url });
  }

  async #eventCount(parameters: Parameters): Promise<number> {
    const { wire, fleetUrl, clock } = this.#options;
    const kind = encodeURIComponent(textOf(parameters, "kind"));
    const lastMs = Number(parameters["lastMs"] ?? 60_000);
    const url = `${fleetUrl}/v1/events?kind=${kind}&limit=10000`;
    const { events } = await wire.ask<EventsDocument>({ method: "GET", url });
    const { subject } = parameters;
    return events.filter((event) =>
      event.tsMs >= clock.nowMs() - lastMs && (subject === undefined || event.subject === subject)
    ).length;
  }

  async #slo(name: string): Promise<unknown> {
    const { wire, telemetryUrl } = this.#options;
    const url = `${telemetryUrl}/v1/slo`;
    const { slos } = await wire.ask<{ slos: { name: string }[] }>({ method: "GET", url });
    const found = slos.find((slo) => slo.name === name);
    if (found !== undefined) return found;
    throw new NetopsError("NOT_FOUND", `There is no objective "${name}"`, { fix: "netops slo" });
  }
}

interface QueryAnswer {
  readonly data: {
    readonly resultType: string;
    readonly result: readonly unknown[];
  };
}

function fill(query: string, parameters: Parameters): string {
  const defaults: Parameters = { window: "30s", app: ".+", quantile: 0.95, ...parameters };
  return query.replaceAll(/\$(\w+)/g, (_match, name: string) => String(defaults[name]));
}

function textOf(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (typeof value === "string") return value;
  throw new NetopsError("REQUEST_INVALID", `The probe needs "${name}" as text`);
}
