import assert from "node:assert/strict";

import { createHost } from "@netops/core/host";
import { ByteBudget, RemoteWriteIntake } from "../../server/telemetry/intake/mod.ts";
import { RecordingSampleSink } from "../../server/telemetry/intake/recording_sinks.ts";
import { TargetSeries } from "../../server/telemetry/intake/scrape/target_series.ts";
import { EXPOSITION_LIMITS } from "../../server/telemetry/intake/text/exposition_reader.ts";
import { oracleTest } from "../../tools/oracle.ts";
import { freePort } from "../harness/start_service.ts";
import { TEXT_CASES, type TextCase } from "./telemetry_text_cases.ts";

const OPEN = "application/openmetrics-text; version=1.0.0";
const PLAIN = "text/plain; version=0.0.4";

/** Serves every case at `/<index>`, and takes what Prometheus makes of them. */
function openRig() {
  const sink = new RecordingSampleSink();
  const problems: string[] = [];
  const intake = new RemoteWriteIntake({
    ...{ sink, clock: createHost().clock, budget: new ByteBudget(1e8) },
    onDrop: (what, reason, count) => problems.push(`${what} ${reason} ${count}`),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/v1/write") return intake.handle(request);
      const each = TEXT_CASES[Number(pathname.slice(1))];
      const headers = { "content-type": each?.isOpen ? OPEN : PLAIN };
      return new Response(each?.text, { status: each === undefined ? 404 : 200, headers });
    },
  );
  return { sink, problems, server, address: `127.0.0.1:${server.addr.port}` };
}

/** Starts a Prometheus that scrapes every case and writes what it reads to `address`. */
async function startScraper(path: string, address: string) {
  const folder = await Deno.makeTempDir({ prefix: "netops-prometheus-" });
  const jobs = TEXT_CASES.map((_, at) => ({
    job_name: `case-${at}`,
    metrics_path: `/${at}`,
    static_configs: [{ targets: [address] }],
  }));
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "900ms" },
    remote_write: [{
      url: `http://${address}/api/v1/write`,
      queue_config: { batch_send_deadline: "300ms" },
    }],
    scrape_configs: jobs,
  };
  await Deno.writeTextFile(`${folder}/prometheus.yml`, JSON.stringify(config));
  const child = new Deno.Command(path, {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${freePort()}`,
      "--log.level=error",
    ],
    ...{ cwd: folder, stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** What we make of a case: series and values, and whether it is up. */
function ours(each: TextCase, at: number, address: string): Map<string, string> {
  const sink = new RecordingSampleSink();
  const labels = { job: `case-${at}`, instance: address };
  const series = new TargetSeries({
    ...{ target: { id: "t", url: "", labels }, sink, limits: EXPOSITION_LIMITS },
    onDrop: () => undefined,
  });
  const format = each.isOpen ? "openmetrics" : "prometheus";
  const taken = series.take(each.text, { format, tsMs: 1_000 });
  series.report({ isUp: typeof taken === "number", durationMs: 0, samples: 0 }, 1_000);
  return valuesOf(sink, `case-${at}`);
}

function valuesOf(sink: RecordingSampleSink, job: string): Map<string, string> {
  const found = sink.samples.filter(({ series, value }) =>
    value !== "stale" && !series.startsWith("scrape_") && series.includes(`job="${job}"`)
  );
  return new Map(found.map(({ series, value }) => [series, String(value)] as const).sort());
}

oracleTest(
  "prometheus",
  "an exposition gives the series that Prometheus reads, and is refused when Prometheus refuses it",
  async ({ path }) => {
    const { sink, problems, server, address } = openRig();
    try {
      await using _ = await startScraper(path, address);
      const isComplete = () => TEXT_CASES.every((_, at) => valuesOf(sink, `case-${at}`).size > 0);
      for (let tries = 0; tries < 200 && !isComplete(); tries++) {
        await new Promise((done) => setTimeout(done, 100));
      }
    } finally {
      await server.shutdown();
    }
    const differences = TEXT_CASES.flatMap((each, at) => {
      const [one, other] = [ours(each, at, address), valuesOf(sink, `case-${at}`)];
      const isEqual = JSON.stringify([...one]) === JSON.stringify([...other]);
      return isEqual === (each.differs === undefined)
        ? []
        : [{ name: each.name, ours: [...one], prometheus: [...other] }];
    });
    assert.deepEqual(differences, []);
    assert.deepEqual(problems, []);
  },
);
