import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import {
  type CanaryConfig,
  type CanaryData,
  createMetricSource,
  defaultCanaryConfig,
  judgeMeasured,
} from "@netops/pipelines";
import { type OracleName, oracleTest } from "../../tools/oracle.ts";
import { remoteWrite } from "../harness/remote_write.ts";
import { startPrometheus } from "../harness/start_prometheus.ts";
import { startTelemetry } from "../harness/start_telemetry.ts";
import { canarySamples, SIDES } from "./canary_source_data.ts";

const SECONDS = 60;
const WINDOW = { app: "shop", baseline: SIDES[0], canary: SIDES[1], stepMs: 1_000 };

/** Queries besides the default ones: Kayenta's way, and all that goes wrong. */
const MORE: Readonly<Record<string, unknown>> = {
  rate: {
    expr:
      'sum(rate(upstream_request_duration_seconds_count{upstream_server_group="$group"}[$window]))',
  },
  kayenta: {
    type: "prometheus",
    customInlineTemplate: 'PromQL:sum(instance_memory_bytes{server_group="${scope}"})',
  },
  filtered: {
    ...{ type: "prometheus", metricName: "instance_memory_bytes", groupByFields: ["app"] },
    ...{ customInlineTemplate: 'server_group="${scope}"', labelBindings: ['app="shop"'] },
  },
  unclosed: { expr: "sum(rate(x[1m])" },
  several: { expr: 'instance_memory_bytes{server_group="$group"}' },
  nowhere: { expr: 'no_such_metric{server_group="$group"}' },
  onesided: {
    expr: `sum(instance_memory_bytes{server_group="$group",server_group="${SIDES[0]}"})`,
  },
};

/** Ranges of Prometheus 2 hold one sample more, so that its rates are others. */
function config(oracle: OracleName): CanaryConfig {
  const metrics = Object.entries(MORE).map(([name, query]) => ({ name, query }))
    .filter(({ name }) => oracle === "prometheus" || name !== "rate");
  return { metrics: [...defaultCanaryConfig().metrics, ...metrics] };
}

/** The same numbers; a sum over series may differ in its last digit, as no order of them is promised. */
function assertSamePoints(one: CanaryData, other: CanaryData): void {
  assert.deepEqual(Object.keys(one), Object.keys(other));
  for (const [name, points] of Object.entries(one)) {
    const again = other[name];
    for (const side of ["control", "experiment"] as const) {
      const [left, right] = [[...points[side], ...points.of?.[side] ?? []], [
        ...again?.[side] ?? [],
        ...again?.of?.[side] ?? [],
      ]];
      assert.equal(left.length, right.length, `${name} of the ${side}`);
      for (const [at, value] of left.entries()) {
        const twin = right[at] ?? NaN;
        const isSame = Object.is(value, twin) || Math.abs(value - twin) <= 1e-9 * Math.abs(value);
        assert.ok(isSame, `${name} of the ${side}, step ${at}: ${value}, ${twin}`);
      }
    }
  }
}

for (const oracle of ["prometheus", "prometheus-debian"] as const satisfies readonly OracleName[]) {
  oracleTest(
    oracle,
    `a canary's points are the same from our telemetry as from ${oracle}`,
    async ({ path }) => {
      await using prometheus = await startPrometheus(path);
      await using telemetry = await startTelemetry();
      const host = createHost();
      const http = host.createHttpClient();
      try {
        const nowMs = Math.floor(host.clock.nowMs() / 1_000) * 1_000;
        const fromMs = nowMs - (SECONDS + 10) * 1_000;
        const { series, truth } = canarySamples({ fromMs, seconds: SECONDS });
        for (const { url } of [prometheus, telemetry]) await remoteWrite(url, series);
        const { clock, timer } = host;
        const source = createMetricSource({ http, clock, timer, telemetryUrl: telemetry.url });
        const window = { ...WINDOW, fromMs, toMs: fromMs + SECONDS * 1_000 };
        const ours = await source.read(config(oracle), window);
        const theirs = await source.read(config(oracle), {
          ...window,
          prometheusUrl: prometheus.url,
        });

        assertSamePoints(ours.data, theirs.data);
        const said = (problems: readonly string[]) =>
          problems.map((problem) =>
            problem.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "URL")
              // Prometheus 3 says which parameter it is.
              .replace('invalid parameter "query": ', "")
          );
        assert.deepEqual(said(ours.problems), said(theirs.problems));
        assert.deepEqual(ours.absent, theirs.absent);
        assert.deepEqual(ours.absent, ["nowhere"]);
        assert.match(
          ours.problems.join("\n"),
          /"unclosed" is left out, as .* refused it: bad_data: .*parse error/,
        );
        assert.match(ours.problems.join("\n"), /"several" is left out, as it gives 2 series/);
        assert.match(ours.problems.join("\n"), /"onesided" has no series of canary shop-v002/);

        for (const [at, group] of SIDES.entries()) {
          const side = at === 0 ? "control" : "experiment";
          const { requests, failed, lines } = truth[group] ?? assert.fail(group);
          assert.deepEqual(ours.data["requests"]?.[side], requests, "exact, through a restart");
          assert.deepEqual(ours.data["errors"]?.[side], failed, "exact, from the first one on");
          assert.deepEqual(ours.data["errors"]?.of?.[side], requests);
          const perRequest = lines.map((count, step) => 1 + count / (requests[step] ?? NaN));
          assert.deepEqual(ours.data["log lines per request"]?.[side], perRequest);
          assert.ok(failed.reduce((sum, count) => sum + count, 0) > 10, "nothing failed");
        }
        const { judgement } = judgeMeasured({
          ...{ config: defaultCanaryConfig(), data: ours.data, mode: "netops", seed: "1" },
          ...{ absent: ours.absent ?? [], over: { stepMs: 1_000 } },
        });
        assert.equal(judgement.verdict, "pass", judgement.rule);
      } finally {
        http.close();
      }
    },
  );
}
