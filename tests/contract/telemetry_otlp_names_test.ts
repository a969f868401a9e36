import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { ByteBudget, OtlpIntake } from "../../server/telemetry/intake/mod.ts";
import { RecordingSampleSink } from "../../server/telemetry/intake/recording_sinks.ts";
import { oracleTest } from "../../tools/oracle.ts";
import { freePort } from "../harness/start_service.ts";

type Json = Record<string, unknown>;

const nowNanos = `${Date.now()}000000`;
const point = (changes: Json = {}) => ({ timeUnixNano: nowNanos, asDouble: 1.5, ...changes });
const gauge = (name: string, unit = "", changes: Json = {}): Json => ({
  ...{ name, unit, gauge: { dataPoints: [point(changes)] } },
});
const counter = (name: string, unit = "", isMonotonic = true): Json => ({
  ...{ name, unit, sum: { dataPoints: [point()], aggregationTemporality: 2, isMonotonic } },
});
const histogram = (name: string, unit: string, changes: Json): Json => ({
  ...{ name, unit },
  histogram: {
    dataPoints: [{ timeUnixNano: nowNanos, count: "6", ...changes }],
    aggregationTemporality: 2,
  },
});
const attributesOf = (object: Json) =>
  Object.entries(object).map(([key, value]) => ({ key, value }));
const text = (stringValue: string) => ({ stringValue });

const METRICS: readonly Json[] = [
  gauge("system.io", "By/s"),
  gauge("cpu.utilization", "1"),
  gauge("duration.seconds", "s"),
  gauge("load", "%"),
  gauge("active", "{request}"),
  gauge("jobs", "{job}/s"),
  gauge("2xx"),
  gauge("a..b--c"),
  gauge("_lead.ing_"),
  gauge("temp", "Cel"),
  gauge("things", "widgets"),
  gauge("odd.unit", "my-unit"),
  gauge("speed", "m/s"),
  gauge("speed.per.minute", "By/min"),
  gauge("ratio.of.things", "1"),
  gauge("queue:size"),
  gauge("größe"),
  counter("requests.total", "1"),
  counter("requests_total_count"),
  counter("disk.io", "By"),
  counter("bytes.read", "By"),
  counter("total"),
  counter("up.down", "{thing}", false),
  histogram("http.server.duration", "s", {
    ...{ sum: 2.5, bucketCounts: ["1", "2", "3"], explicitBounds: [0.25, 1] },
  }),
  {
    ...{ name: "rpc.time", unit: "ms" },
    summary: {
      dataPoints: [{
        ...{ timeUnixNano: nowNanos, count: "2", sum: 3 },
        quantileValues: [{ quantile: 0.5, value: 1 }, { quantile: 0.99, value: 2 }],
      }],
    },
  },
  gauge("labels", "", {
    attributes: attributesOf({
      ...{ "http.route": text("/a"), "0x": text("b"), _x: text("c"), "é": text("d") },
      ...{ "a.b": text("1"), a_b: text("2"), flag: { boolValue: true }, n: { intValue: "5" } },
      ...{ d: { doubleValue: 0.5 }, empty: text(""), job: text("mine"), "a__b": text("3") },
      list: { arrayValue: { values: [{ intValue: "1" }, text("x")] } },
    }),
  }),
];

const body = JSON.stringify({
  resourceMetrics: [{
    resource: {
      attributes: attributesOf({
        ...{ "service.name": text("pay"), "service.namespace": text("shop") },
        ...{ "service.instance.id": text("pay-1"), "host.name": text("box") },
      }),
    },
    scopeMetrics: [{ scope: { name: "s" }, metrics: METRICS }],
  }],
});

/** Starts a Prometheus that takes OTLP. */
async function startReceiver(path: string) {
  const folder = await Deno.makeTempDir({ prefix: "netops-prometheus-" });
  await Deno.writeTextFile(`${folder}/prometheus.yml`, "global: {}\n");
  const port = freePort();
  const child = new Deno.Command(path, {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...["--web.enable-otlp-receiver", "--log.level=error"],
    ],
    ...{ cwd: folder, stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function send(url: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  for (let tries = 0; tries < 200; tries++) {
    try {
      const init = { method: "POST", headers, body };
      const response = await fetch(`${url}/api/v1/otlp/v1/metrics`, init);
      const said = await response.text();
      if (response.status === 200) return;
      if (response.status !== 503) throw new Error(`${response.status} ${said}`);
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("prometheus does not get ready");
}

async function theirs(url: string): Promise<string[]> {
  const query = new URLSearchParams({ query: '{__name__=~".+"}' });
  const { data } = await (await fetch(`${url}/api/v1/query?${query}`)).json();
  const found = data.result as { metric: Record<string, string>; value: [number, string] }[];
  return found.map(({ metric: { __name__, ...labels }, value: [, value] }) => {
    const inside = Object.entries(labels).sort(([one], [other]) => one < other ? -1 : 1)
      .map(([name, text]) => `${name}="${text}"`);
    return `${__name__}{${inside.join()}} ${Number(value)}`;
  }).sort();
}

async function ours(): Promise<string[]> {
  const samples = new RecordingSampleSink();
  const rows = { take: () => 0 };
  const intake = new OtlpIntake({
    ...{ samples, spans: rows, logs: rows, clock: createHost().clock },
    ...{ onDrop: () => undefined, budget: new ByteBudget(1e8) },
  });
  const headers = { "content-type": "application/json" };
  await intake.handle("metrics", new Request("http://t/", { method: "POST", headers, body }));
  return samples.samples.map(({ series, value }) =>
    `${series.replace('app="pay",', "").replace(/,app="pay"/, "")} ${value}`
  ).sort();
}

oracleTest(
  "prometheus",
  "OTLP metrics become the series that Prometheus makes of them",
  async ({ path }) => {
    await using prometheus = await startReceiver(path);
    await send(prometheus.url);
    assert.deepEqual(await ours(), await theirs(prometheus.url));
  },
);
