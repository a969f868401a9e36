import assert from "node:assert/strict";
import { until } from "./platform.ts";
import { askNumber } from "./start_telemetry.ts";
import { type LoadCount, SteadyLoad } from "./steady_load.ts";
import { StreamingPlatform } from "./streaming_platform.ts";

const PER_S = 1_000;
/** A route takes 200 a second of one account. */
const ACCOUNTS = 10;
/** Access tokens end after 10 minutes. */
const NEW_ACCOUNTS_MS = 240_000;
const LEAST_PROCESSES = 30;

/** How long, and what is demanded of telemetry's memory. */
export interface TelemetryLoadOptions {
  /** Load before memory is judged. */
  readonly warmUpS: number;
  /** Load while it is judged. */
  readonly judgedS: number;
  /** Least share of the requests that must be answered with 200; a machine that has other work does not bear all. */
  readonly leastAnswered: number;
  /** What PSS may grow by, beyond what the store says that it holds more, in bytes. */
  readonly mostGrowthBytes: number;
}

/** PSS of the telemetry process at a time, and what its store says it holds. */
interface MemorySample {
  readonly pssBytes: number;
  readonly heldBytes: number;
}

/**
 * Sends 1,000 requests a second through the gateways of a platform of 30 processes and more, and demands that
 * telemetry counts each, drops nothing, and does not grow.
 *
 * Memory is the PSS of the process (`/proc/PID/smaps_rollup`) each second; the median of the first fifth
 * of the judged time is compared with that of the last fifth. Samples that are kept are meant to take
 * memory, up to their bound: what the store says of that is taken off.
 */
export async function bearsSteadyLoad(options: TelemetryLoadOptions): Promise<void> {
  await using streaming = await StreamingPlatform.boot("std");
  const rows = await streaming.platform.ps();
  assert.ok(rows.length >= LEAST_PROCESSES, `${rows.length} processes`);
  const { pid } = await streaming.instanceOf("telemetry");
  const metrics = streaming.urls["metrics"] ?? "";
  const load = await startLoad(streaming);
  const samples: MemorySample[] = [];
  let count: LoadCount;
  try {
    const judgedFromMs = performance.now() + options.warmUpS * 1_000;
    const endMs = judgedFromMs + options.judgedS * 1_000;
    let renewedMs = performance.now();
    while (performance.now() < endMs) {
      await sleepS(1);
      if (performance.now() >= judgedFromMs) samples.push(await memoryOf(pid, metrics));
      if (performance.now() < renewedMs + NEW_ACCOUNTS_MS) continue;
      renewedMs = performance.now();
      load.continueAs(await signUp(streaming));
    }
  } finally {
    count = await load.end();
  }
  report(samples, count);
  assert.equal(await lost(metrics), "", "what was dropped");
  await checkCounted(metrics, count, options);
  const [first, last] = [samples.slice(0, fifthOf(samples)), samples.slice(-fifthOf(samples))];
  const growthBytes = ownMedian(last) - ownMedian(first);
  assert.ok(growthBytes <= options.mostGrowthBytes, `telemetry grew by ${mb(growthBytes)}`);
  assert.equal((await streaming.instanceOf("telemetry")).pid, pid, "telemetry was replaced");
}

async function startLoad(streaming: StreamingPlatform): Promise<SteadyLoad> {
  const account = await streaming.account();
  const { body } = await streaming.call("/catalog/titles", { account });
  const url = `${streaming.urls["gateway"]}/catalog/titles/${body.titles[0]?.id}`;
  return new SteadyLoad({ url, perS: PER_S, tokens: await signUp(streaming) });
}

async function signUp(streaming: StreamingPlatform): Promise<readonly [string, ...string[]]> {
  const first = await streaming.account();
  const others: string[] = [];
  while (others.length < ACCOUNTS - 1) others.push((await streaming.account()).accessToken);
  return [first.accessToken, ...others];
}

/** The load was borne, and telemetry knows of every answer. */
async function checkCounted(
  metrics: string,
  { due, answered, byStatus }: LoadCount,
  { warmUpS, judgedS, leastAnswered }: TelemetryLoadOptions,
): Promise<void> {
  const said = JSON.stringify({ due, byStatus });
  assert.ok(due >= PER_S * (warmUpS + judgedS) * 0.95, said);
  assert.ok((byStatus["200"] ?? 0) >= due * leastAnswered, said);
  // Where requests failed a gateway was overwhelmed and replaced, and what it had not told is gone with it.
  if ((byStatus["0"] ?? 0) > 0) return;
  const seen = 'sum(http_server_request_duration_seconds_count{app="gateway",method="GET"})';
  await until("all are counted", 5_000, async () => await askNumber(metrics, seen) >= answered);
}

/** Every counter of losses that is not 0, as text. */
async function lost(metrics: string): Promise<string> {
  const counters = [
    'telemetry_dropped_total{what!="targets"}',
    "telemetry_series_refused_total",
    'telemetry_samples_total{outcome!~"ok|same"}',
    "telemetry_disk_failures_total",
    "spans_dropped_total",
    "netops_metric_series_dropped_total",
  ];
  const query = encodeURIComponent(counters.map((name) => `(${name} > 0)`).join(" or "));
  const { data } = await (await fetch(`${metrics}/api/v1/query?query=${query}`)).json();
  return data.result.length === 0 ? "" : JSON.stringify(data.result);
}

async function memoryOf(pid: number, metrics: string): Promise<MemorySample> {
  const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  const pssBytes = Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1_024;
  const heldBytes = await askNumber(metrics, "sum(telemetry_series_memory_bytes)");
  assert.ok(pssBytes > 0 && heldBytes > 0);
  return { pssBytes, heldBytes };
}

const fifthOf = ({ length }: { readonly length: number }) => Math.max(1, Math.floor(length / 5));
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const sleepS = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

function ownMedian(samples: readonly MemorySample[]): number {
  const own = samples.map(({ pssBytes, heldBytes }) => pssBytes - heldBytes).sort((a, b) => a - b);
  return own[Math.floor(own.length / 2)] ?? NaN;
}

function report(samples: readonly MemorySample[], { due, byStatus }: LoadCount): void {
  const steps = Array.from(
    { length: 11 },
    (_, at) => samples[Math.round(at * (samples.length - 1) / 10)]!,
  );
  console.log(`${due} requests, answers ${JSON.stringify(byStatus)}`);
  console.log(`PSS: ${steps.map(({ pssBytes }) => mb(pssBytes)).join(", ")}`);
  console.log(`held: ${steps.map(({ heldBytes }) => mb(heldBytes)).join(", ")}`);
}
