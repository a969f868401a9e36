/**
 * Measures what one sample costs on its way in, without the network: decode and append.
 *
 * Run: `deno run -A bench/telemetry_ingest.ts [rounds]`. 50 targets of 400 series; each round writes each of
 * the 20,000 series once by every protocol, into a sink that only adds up and into the real series store.
 * The median CPU time of the rounds is shown; half a core at 100,000 samples a second is 5,000 ns a sample.
 */
import process from "node:process";
import protobuf from "npm:protobufjs@8.8.1";
import { compileRegex } from "../server/telemetry/promql/regex/mod.ts";
import { OtlpIntake, RemoteWriteIntake, type SampleSink } from "../server/telemetry/intake/mod.ts";
import { ByteBudget } from "../server/telemetry/intake/mod.ts";
import { TargetSeries } from "../server/telemetry/intake/scrape/target_series.ts";
import { EXPOSITION_LIMITS } from "../server/telemetry/intake/text/exposition_reader.ts";
import { openSeriesStore } from "../server/telemetry/series/mod.ts";
import { snapLiterally } from "../server/telemetry/intake/wire/snappy_rig.ts";
import { OTLP_PROTO, REMOTE_WRITE_PROTO } from "../server/telemetry/intake/wire/proto_rig.ts";

const TARGETS = 50;
const SERIES = 400;
const START_MS = 1_700_000_000_000;
const clock = { now: START_MS, nowMs: () => clock.now, monotonicMs: () => clock.now };
const onDrop = (what: string, reason: string, count: number) => {
  throw new Error(`${count} ${what} dropped: ${reason}`);
};

interface Case {
  readonly name: string;
  /** Makes what is written in a round, which is not measured, and writes it. */
  readonly prepare: (tsMs: number) => () => void | Promise<void>;
}

const labelsOf = (target: number, series: number) => ({
  app: `app-${target % 7}`,
  instance: `app-${target % 7}-v001-${target}`,
  zone: `eu-${"abc"[target % 3]}`,
  path: `/v1/things/${series}`,
  le: String(series % 13),
});
const valueOf = (tsMs: number, series: number) => ((tsMs / 1_000) % 1_000) * series + series / 8;

function scrape(sink: SampleSink): Case {
  const targets = Array.from({ length: TARGETS }, (_, at) => {
    const { app, instance, zone } = labelsOf(at, 0);
    const target = { id: instance, url: "", labels: { app, instance, zone } };
    return new TargetSeries({ target, sink, onDrop, limits: EXPOSITION_LIMITS });
  });
  const text = (target: number, tsMs: number) => {
    let body = "# HELP bench_seconds Time\n# TYPE bench_seconds histogram\n";
    for (let at = 0; at < SERIES; at++) {
      const { path, le } = labelsOf(target, at);
      body += `bench_seconds_bucket{path="${path}",le="${le}"} ${valueOf(tsMs, at)}\n`;
    }
    return new TextEncoder().encode(body);
  };
  return {
    name: "Prometheus text",
    prepare: (tsMs) => {
      const bodies = targets.map((_, at) => text(at, tsMs));
      return () => {
        for (const [at, series] of targets.entries()) {
          const body = new TextDecoder("utf-8", { fatal: true }).decode(bodies[at]);
          const taken = series.take(body, { format: "prometheus", tsMs });
          if (taken !== SERIES) throw new Error(String(taken));
        }
      };
    },
  };
}

function remoteWrite(sink: SampleSink): Case {
  const type = protobuf.parse(REMOTE_WRITE_PROTO).root.lookupType("WriteRequest");
  const intake = new RemoteWriteIntake({ sink, clock, onDrop, budget: new ByteBudget(1e9) });
  return {
    name: "remote write",
    prepare: (tsMs) => {
      const requests = Array.from({ length: TARGETS }, (_, target) => {
        const timeseries = Array.from({ length: SERIES }, (_, at) => ({
          labels: Object.entries({ __name__: "bench_remote_bucket", ...labelsOf(target, at) })
            .sort().map(([name, value]) => ({ name, value })),
          samples: [{ value: valueOf(tsMs, at), timestamp: tsMs }],
        }));
        return snapLiterally(type.encode({ timeseries }).finish());
      });
      return () => post(requests, "application/x-protobuf", (request) => intake.handle(request));
    },
  };
}

function otlp(sink: SampleSink, encoding: "protobuf" | "json"): Case {
  const type = protobuf.parse(OTLP_PROTO).root.lookupType("ExportMetricsServiceRequest");
  const none = { take: () => 0 };
  const intake = new OtlpIntake({
    ...{ samples: sink, spans: none, logs: none, clock, onDrop, budget: new ByteBudget(1e9) },
  });
  const attributes = (object: Record<string, string>) =>
    Object.entries(object).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  return {
    name: `OTLP ${encoding}`,
    prepare: (tsMs) => {
      const requests = Array.from({ length: TARGETS }, (_, target) => {
        const { app, instance, zone } = labelsOf(target, 0);
        const dataPoints = Array.from({ length: SERIES }, (_, at) => ({
          attributes: attributes({ path: `/v1/things/${at}`, part: String(at % 13) }),
          timeUnixNano: `${tsMs}000000`,
          asDouble: valueOf(tsMs, at),
        }));
        const resource = {
          attributes: attributes({
            ...{ "service.name": app, "service.instance.id": instance, zone },
          }),
        };
        const metrics = [{ name: `bench.otlp.${encoding}`, unit: "s", gauge: { dataPoints } }];
        const body = { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] };
        return encoding === "json"
          ? new TextEncoder().encode(JSON.stringify(body))
          : type.encode(type.fromObject(body)).finish();
      });
      return () =>
        post(
          requests,
          `application/${encoding === "json" ? "" : "x-"}${encoding}`,
          (request) => intake.handle("metrics", request),
        );
    },
  };
}

async function post(
  bodies: readonly Uint8Array[],
  type: string,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  for (const body of bodies) {
    const headers = { "content-type": type };
    const init = { method: "POST", body: body as Uint8Array<ArrayBuffer>, headers };
    const response = await handle(new Request("http://127.0.0.1/", init));
    if (response.status > 204) throw new Error(`${response.status} ${await response.text()}`);
  }
}

function addingSink(): SampleSink {
  const refs = new Map<string, number>();
  const sums = new Float64Array(1 << 18);
  return {
    refOf(labels) {
      const ref = refs.get(labels.key) ?? refs.size;
      refs.set(labels.key, ref);
      return ref;
    },
    append(ref, tsMs, value) {
      sums[ref] = (sums[ref] ?? 0) + value + tsMs;
      return true;
    },
    appendStale: () => undefined,
  };
}

function storeSink(): { sink: SampleSink; commit: () => void } {
  const store = openSeriesStore({
    clock,
    compileRegex: (text) => {
      const regex = compileRegex(text);
      return (value) => regex.matches(value);
    },
    limits: { mostSeries: 200_000, mostSeriesOfOwner: 100_000 },
  });
  const sink: SampleSink = {
    refOf(labels, owner) {
      const ref = store.refOf(labels, { owner });
      if (typeof ref === "string") throw new Error(ref);
      return ref;
    },
    append: (ref, tsMs, value) => store.append(ref, tsMs, value) !== "unknown_series",
    appendStale: (ref, tsMs) => void store.appendStale(ref, tsMs),
  };
  return { sink, commit: () => store.commit() };
}

const casesOf = (sink: SampleSink) => [
  scrape(sink),
  remoteWrite(sink),
  otlp(sink, "protobuf"),
  otlp(sink, "json"),
];

async function measure(cases: readonly Case[], commit: () => void): Promise<number[][]> {
  const times: number[][] = cases.map(() => []);
  for (let round = 0; round < rounds + 3; round++) {
    clock.now += 1_000;
    for (const [at, { prepare }] of cases.entries()) {
      const run = prepare(clock.now);
      const startedUs = cpuUs();
      await run();
      times[at]?.push((cpuUs() - startedUs) / (TARGETS * SERIES) * 1e3);
    }
    commit();
  }
  // The first rounds ask for every series and warm up.
  return times.map((list) => list.slice(3).sort((one, other) => one - other));
}

/** CPU time of all threads of this process: other processes on the machine do not count. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const rounds = Number(Deno.args[0] ?? 12);
const counting = addingSink();
const names = casesOf(counting).map(({ name }) => name);
const bare = await measure(casesOf(counting), () => undefined);
const { sink, commit } = storeSink();
const stored = await measure(casesOf(sink), commit);
const median = (list: readonly number[] | undefined) => list?.[Math.floor(list.length / 2)] ?? NaN;
console.log(
  "| protocol | ns per sample, decode | with the store | cores at 100,000/s |\n|---|---|---|---|",
);
for (const [at, name] of names.entries()) {
  const whole = median(stored[at]);
  console.log(
    `| ${name} | ${median(bare[at]).toFixed(0)} | ${whole.toFixed(0)} | ${
      (whole / 1e4).toFixed(3)
    } |`,
  );
}
