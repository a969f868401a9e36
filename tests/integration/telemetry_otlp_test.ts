import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import {
  ByteBudget,
  type LogRow,
  OtlpIntake,
  type OtlpSignal,
  type SpanRow,
} from "../../server/telemetry/intake/mod.ts";
import {
  RecordingRowSink,
  RecordingSampleSink,
} from "../../server/telemetry/intake/recording_sinks.ts";
import { TextLineStream } from "../harness/text_lines.ts";

const ENTRY = new URL("telemetry_otlp_entry.ts", import.meta.url).pathname;

/** An intake behind a port, with sinks that remember. */
function openIntake() {
  const samples = new RecordingSampleSink();
  const spans = new RecordingRowSink<SpanRow>();
  const logs = new RecordingRowSink<LogRow>();
  const drops: string[] = [];
  const types = new Set<string>();
  const intake = new OtlpIntake({
    ...{ samples, spans, logs, clock: createHost().clock, budget: new ByteBudget(1e8) },
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
    onTaken: ({ signal, contentType }) => types.add(`${signal} ${contentType}`),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    (request) => intake.handle(new URL(request.url).pathname.slice(4) as OtlpSignal, request),
  );
  return { samples, spans, logs, drops, types, server };
}

/** A Deno process that reports by its built-in OpenTelemetry. */
function startService(endpoint: string, protocol: string) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", "--no-check", ENTRY],
    env: {
      ...{ OTEL_DENO: "true", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
      ...{ OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_SERVICE_NAME: "hello" },
      ...{ OTEL_RESOURCE_ATTRIBUTES: "service.instance.id=hello-1,zone=eu-a" },
      ...{ OTEL_METRIC_EXPORT_INTERVAL: "300", OTEL_BSP_SCHEDULE_DELAY: "100" },
      ...{ OTEL_BLRP_SCHEDULE_DELAY: "100" },
    },
    ...{ stdin: "piped", stdout: "piped", stderr: "null" },
  }).spawn();
}

async function until(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!isSo() && performance.now() < endMs) await new Promise((done) => setTimeout(done, 50));
}

for (const [protocol, type] of [["http/json", "json"], ["http/protobuf", "x-protobuf"]] as const) {
  Deno.test(`spans, lines and metrics of Deno's own OpenTelemetry arrive by ${protocol}`, async () => {
    const { samples, spans, logs, drops, types, server } = openIntake();
    const child = startService(`http://127.0.0.1:${server.addr.port}`, protocol);
    const lines = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())[Symbol.asyncIterator]();
    try {
      const { value: first = "" } = await lines.next();
      const answer = await fetch(`http://127.0.0.1:${first.slice(5)}/outer`);
      assert.equal(await answer.text(), "inner");
      const hasSeries = () =>
        samples.labels.some((labels) =>
          labels.get("__name__").startsWith("http_server_request_duration")
        );
      await until(() => spans.rows.length >= 3 && logs.rows.length >= 1 && hasSeries());

      assert.deepEqual(spans.rows.map(({ kind }) => kind).sort(), ["client", "server", "server"]);
      const [traceId] = spans.rows.map((row) => row.traceId);
      for (const row of spans.rows) {
        assert.deepEqual([row.service, row.instance, row.traceId], ["hello", "hello-1", traceId]);
        assert.ok(row.durationMs >= 0 && Math.abs(row.startMs - Date.now()) < 60_000);
      }
      const line = logs.rows.find(({ text }) => text.includes("a line of the service"));
      assert.deepEqual([line?.level, line?.app, line?.traceId], ["warn", "hello", traceId]);
      const bucket = samples.labels.find((labels) =>
        labels.get("__name__") === "http_server_request_duration_seconds_bucket"
      );
      const { app, instance, job, zone } = bucket?.toJSON() ?? {};
      assert.deepEqual([app, instance, job, zone], ["hello", "hello-1", "hello", "eu-a"]);
      assert.deepEqual(drops, []);
      assert.deepEqual([...types].sort(), [
        ...["logs", "metrics", "traces"].map((signal) => `${signal} application/${type}`),
      ]);
    } finally {
      await child.stdin.close();
      while (!(await lines.next()).done);
      await child.status;
      await server.shutdown();
    }
  });
}
