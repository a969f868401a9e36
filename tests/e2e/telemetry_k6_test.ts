import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { until } from "../harness/platform.ts";
import { type RunningTelemetry, startTelemetry } from "../harness/start_telemetry.ts";

const SCRIPT = new URL("../data/k6_requests.js", import.meta.url).pathname;

/** What k6 says at its end, by `handleSummary`, and what it complained about. */
interface K6Run {
  readonly requests: number;
  readonly failed: number;
  readonly iterations: number;
  readonly stderr: string;
}

/** A service that fails every tenth request, and counts what it really got. */
function startTarget() {
  const got = { fine: 0, failed: 0 };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    () => {
      const isFine = (got.fine + got.failed) % 10 !== 9;
      got[isFine ? "fine" : "failed"]++;
      return new Response("hello", { status: isFine ? 200 : 503 });
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  return { url, got, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function runK6(
  path: string,
  options: { output: string; target: string; env: Readonly<Record<string, string>> },
): Promise<K6Run> {
  const { code, stdout, stderr } = await new Deno.Command(path, {
    args: ["run", "--quiet", "--no-color", "--address=", `--out=${options.output}`, SCRIPT],
    env: {
      ...{ TARGET: options.target, K6_NO_USAGE_REPORT: "true" },
      ...{ K6_AUTO_EXTENSION_RESOLUTION: "false", ...options.env },
    },
  }).output();
  const [said = "", complaints = ""] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assert.equal(code, 0, complaints);
  return { ...JSON.parse(said), stderr: complaints };
}

/** What the summary says and what the server itself has counted must be found by queries. */
async function checkCounts(
  telemetry: RunningTelemetry,
  run: K6Run,
  options: { prefix: string; got: { readonly fine: number; readonly failed: number } },
): Promise<void> {
  const { prefix, got } = options;
  assert.ok(run.requests >= 350, `${run.requests} requests`);
  assert.deepEqual([got.fine + got.failed, got.failed], [run.requests, run.failed]);
  const all = `sum(${prefix}http_reqs_total)`;
  await until("all are there", 5_000, async () => await telemetry.number(all) === run.requests);
  const failed = `sum(${prefix}http_reqs_total{status="503"})`;
  assert.equal(await telemetry.number(failed), run.failed);
  assert.equal(await telemetry.number(`sum(${prefix}iterations_total)`), run.iterations);
}

const remoteWriteTo = (telemetry: RunningTelemetry) => ({
  K6_PROMETHEUS_RW_SERVER_URL: `${telemetry.url}/api/v1/write`,
  K6_PROMETHEUS_RW_PUSH_INTERVAL: "500ms",
});

const otlpTo = (telemetry: RunningTelemetry) => ({
  K6_OTEL_EXPORTER_PROTOCOL: "http/protobuf",
  K6_OTEL_HTTP_EXPORTER_ENDPOINT: new URL(telemetry.url).host,
  K6_OTEL_HTTP_EXPORTER_INSECURE: "true",
  K6_OTEL_EXPORT_INTERVAL: "500ms",
  K6_OTEL_FLUSH_INTERVAL: "200ms",
  K6_OTEL_METRIC_PREFIX: "load.",
});

oracleTest("k6", "k6's summary is found by queries when it writes remotely", async ({ path }) => {
  await using telemetry = await startTelemetry();
  await using target = startTarget();
  const run = await runK6(path, {
    ...{ output: "experimental-prometheus-rw", target: target.url },
    env: remoteWriteTo(telemetry),
  });
  // That a busy machine was slow to send is told, and nothing is lost by it.
  const said = run.stderr.split("\n").filter((line) => !/^$|Successful flushed/.test(line));
  assert.deepEqual(said, []);
  await checkCounts(telemetry, run, { prefix: "k6_", got: target.got });
  const p99S = await telemetry.number('max(k6_http_req_duration_p99{status="200"})');
  assert.ok(p99S > 0 && p99S < 5, `${p99S} s`);
});

oracleTest(
  "k6",
  "k6's native histograms are refused, counted, and the rest is taken",
  async ({ path }) => {
    await using telemetry = await startTelemetry();
    await using target = startTarget();
    const run = await runK6(path, {
      ...{ output: "experimental-prometheus-rw", target: target.url },
      env: { ...remoteWriteTo(telemetry), K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: "true" },
    });
    assert.match(run.stderr, /got status code: 400/);
    await checkCounts(telemetry, run, { prefix: "k6_", got: target.got });
    const metrics = await (await fetch(`${telemetry.url}/metrics`)).text();
    const dropped = /dropped_total\{what="samples",reason="native_histogram"\} (\d+)/.exec(metrics);
    assert.ok(Number(dropped?.[1]) >= 15, metrics);
  },
);

for (const output of ["opentelemetry", "experimental-opentelemetry"]) {
  oracleTest(
    "k6",
    `k6's summary is found by queries when it reports by ${output}`,
    async ({ path }) => {
      await using telemetry = await startTelemetry();
      await using target = startTarget();
      const run = await runK6(path, { output, target: target.url, env: otlpTo(telemetry) });
      assert.doesNotMatch(run.stderr, /level=error/);
      await checkCounts(telemetry, run, { prefix: "load_", got: target.got });
      const durations = "sum(load_http_req_duration_milliseconds_count)";
      assert.equal(await telemetry.number(durations), run.requests);
      const p99Ms =
        "histogram_quantile(0.99, sum by (le) (load_http_req_duration_milliseconds_bucket))";
      assert.ok(await telemetry.number(p99Ms) < 5_000);
    },
  );
}
