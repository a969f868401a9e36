/**
 * What telemetry costs whoever reports to it, what it takes, and how fast it answers.
 *
 *   deno task bench:telemetry [rounds] [seconds]
 *
 * Writes docs/results/bench_telemetry.md. Each round measures "on" and "off" of each pair one after the
 * other, in changing order; a ratio is taken within its round, so that a noisy machine harms both, and the
 * median is judged. Range queries are asked in turn of ours and of a real Prometheus 3 with the same samples.
 */
import { type Cost, costTable, measureCosts } from "./telemetry_cost.ts";
import { ingestTable, measureIngest } from "./telemetry_ingest_process.ts";
import { gatewayPair, honoPair, ocaPair, otelPair } from "./telemetry_pairs.ts";
import { measureRanges, rangeTable } from "./telemetry_ranges.ts";
import { startTelemetryRig } from "./telemetry_rig.ts";
import { needOracle } from "./measure_wrk.ts";

const REPORT = new URL("../docs/results/bench_telemetry.md", import.meta.url);
const RANGE_ROUNDS = 15;
const INGEST_S = 10;
const REQUESTS = 'sum(http_server_request_duration_seconds_count{app="plain"})';

/** What of Deno's built-in OpenTelemetry is on. */
const OTEL_PAIRS = [
  {
    name: "Hono service with `OTEL_DENO`: spans and metrics",
    env: {},
    seen: REQUESTS,
  },
  {
    name: "the same, spans of sampled traces (`OTEL_TRACES_SAMPLER=parentbased_always_off`)",
    env: { OTEL_TRACES_SAMPLER: "parentbased_always_off" },
    seen: REQUESTS,
  },
  {
    name: "the same, metrics alone (`OTEL_DENO_TRACING=false`)",
    env: { OTEL_DENO_TRACING: "false" },
    seen: REQUESTS,
  },
] as const;

async function measurePairs(rounds: number, seconds: number): Promise<Cost[]> {
  const [nginx, wrk] = [needOracle("nginx"), needOracle("wrk")];
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "netops-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  // The workers of an nginx that root starts are somebody else.
  await Deno.chmod(dir, 0o755);
  const rig = stack.use(await startTelemetryRig());
  const on = { stack, rig, dir };
  const pairs = [await gatewayPair(on, nginx), await ocaPair(on), await honoPair(on)];
  for (const otel of OTEL_PAIRS) pairs.push(await otelPair(on, otel));
  return await measureCosts(pairs, { wrk, rig, dir, rounds, seconds });
}

const loadAverage = () => Deno.readTextFileSync("/proc/loadavg").split(" ")[0] ?? "?";

async function main(rounds: number, seconds: number): Promise<void> {
  const prometheus = needOracle("prometheus");
  const before = loadAverage();
  const costs = await measurePairs(rounds, seconds);
  const ingest = await measureIngest(INGEST_S);
  const ranges = await measureRanges(prometheus, RANGE_ROUNDS);
  const lines = [
    "# What telemetry costs and takes",
    "",
    `Made by \`deno task bench:telemetry ${rounds} ${seconds}\` on ${navigator.hardwareConcurrency} ` +
    `shared cores, load average ${before} before and ${loadAverage()} after: trust ratios and CPU ` +
    "time, not rates.",
    "",
    "## On and off",
    "",
    `wrk with 32 kept connections, ${rounds} rounds of ${seconds} s. On: spans sampled and sent, everything ` +
    "scraped once a second by a telemetry process on the same cores. Off: no span is ever made, and telemetry and " +
    "the process that reports are frozen, as if there were none. Counters are counted in both gateways and OCAs, as " +
    "health and decisions need them; the Hono service without telemetry counts nothing. Requests of services bear " +
    "a `traceparent` as a gateway sets it, 20 sampled a second. The Hono services answer a small JSON document and do " +
    "nothing else, so that each microsecond shows.",
    "",
    ...costTable(costs),
    "",
    "## What comes in",
    "",
    `CPU time of a telemetry process in ${INGEST_S} s, HTTP included. What a sample costs by protocol: ` +
    "[telemetry_intake](../telemetry_intake.md).",
    "",
    ...ingestTable(ingest),
    "",
    "## Range queries",
    "",
    `One hour of 200 series with a sample per second, in both stores by the same remote writes; ${RANGE_ROUNDS} ` +
    "times each, in turn, until the last byte of the answer. Both answers have as many series and points.",
    "",
    ...rangeTable(ranges),
    "",
  ];
  await Deno.writeTextFile(REPORT, lines.join("\n"));
  console.log(lines.join("\n"));
}

await main(Number(Deno.args[0] ?? 9), Number(Deno.args[1] ?? 2));
