import type { ValueUnit } from "./format.ts";

/** A query that is ready to be looked at. */
export interface ReadyQuery {
  readonly title: string;
  readonly query: string;
  readonly unit: ValueUnit;
  /** What an empty answer means. */
  readonly empty: string;
}

const SERVED = "http_server_request_duration_seconds";
const RATE = `sum by (app) (rate(${SERVED}_count[30s]))`;
const FAILED = `sum by (app) (rate(${SERVED}_count{code=~"5.."}[30s]))`;

/** What the board shows, most asked first. */
export const READY_QUERIES: readonly ReadyQuery[] = [
  {
    title: "Requests per second",
    query: RATE,
    unit: "per-second",
    empty: "No request was counted in this time.",
  },
  {
    title: "Failed requests, share",
    query: `(${FAILED} or 0 * ${RATE}) / (${RATE} > 0)`,
    unit: "ratio",
    empty: "No request was counted in this time.",
  },
  {
    title: "Latency, 95th percentile",
    query: `histogram_quantile(0.95, sum by (app, le) (rate(${SERVED}_bucket[30s])))`,
    unit: "seconds",
    empty: "No request was counted in this time.",
  },
  {
    title: "Stream starts per second (SPS)",
    query: "sum(rate(sps_started[30s]))",
    unit: "per-second",
    empty: "No stream was started by a playback service yet.",
  },
  {
    title: "Breakers (0 closed, 1 half-open, 2 open)",
    query: "max by (upstream_instance) (breaker_state)",
    unit: "number",
    empty: "No breaker has changed its state: all are closed.",
  },
  {
    title: "Memory by application",
    query: "sum by (app) (process_resident_memory_bytes)",
    unit: "bytes",
    empty: "No process told its memory in this time.",
  },
];

/** The unit of a query: that of the ready one, else as its names let expect. */
export function unitOf(query: string): ValueUnit {
  const ready = READY_QUERIES.find((one) => one.query === query);
  if (ready !== undefined) return ready.unit;
  const isRate = /\b(i?rate|increase)\s*\(/.test(query);
  if (/quantile\s*\(/.test(query) && query.includes("_seconds")) return "seconds";
  if (/_bytes\b/.test(query) && !isRate) return "bytes";
  return "number";
}
