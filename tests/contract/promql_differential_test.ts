import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { oracleTest } from "../../tools/oracle.ts";
import { startPrometheus } from "../harness/start_prometheus.ts";
import { differentialSamples, START_MS } from "./promql_differential_data.ts";
import { generatedQueries, handWrittenQueries } from "./promql_differential_queries.ts";
import { type Question, TwoEngines } from "./promql_differential_rig.ts";

const MINUTE_MS = 60_000;
const GENERATED = 1_300;
const AT_ONCE = 8;
const BAD_QUERIES = new URL("../data/promql/bad_queries.tsv", import.meta.url);

oracleTest(
  "prometheus",
  "PromQL: the same answers as Prometheus 3",
  async ({ path }, _, context) => {
    await using prometheus = await startPrometheus(path);
    const engines = new TwoEngines(prometheus.url);
    await engines.write(differentialSamples(createFixedRng("samples")));
    const queries = [
      ...await handWrittenQueries(),
      ...generatedQueries(createFixedRng("queries"), GENERATED),
    ];

    await context.step(`${queries.length} instant queries`, async () => {
      const times = [20 * MINUTE_MS, 33 * MINUTE_MS + 7_123];
      const questions = queries.map((query, index) => {
        const timeMs = START_MS + (times[index % times.length] ?? 0);
        return { query, fromMs: timeMs, toMs: timeMs, stepMs: 0 };
      });
      await assertEqualAnswers(engines, questions);
    });

    await context.step(`${queries.length} range queries`, async () => {
      const ranges = [
        { fromMs: START_MS - MINUTE_MS, toMs: START_MS + 50 * MINUTE_MS, stepMs: 70_000 },
        { fromMs: START_MS + 500_000, toMs: START_MS + 800_500, stepMs: 15_000 },
        { fromMs: START_MS + 1_000_000, toMs: START_MS + 1_020_000, stepMs: 1_000 },
      ];
      const questions = queries.map((query, index) => {
        const range = ranges[index % ranges.length] ?? ranges[0];
        return { query, fromMs: 0, toMs: 0, stepMs: 0, ...range };
      });
      await assertEqualAnswers(engines, questions);
      // Two empty answers are alike whatever the engines do.
      assert.ok(engines.valued > 1.2 * queries.length, `only ${engines.valued} have values`);
    });

    await context.step("what is no query is refused in the same words", async () => {
      const lines = (await Deno.readTextFile(BAD_QUERIES)).trim().split("\n").slice(1);
      const questions = lines.map((line) => {
        const [query = ""] = line.split("\t");
        return { query, fromMs: START_MS, toMs: START_MS, stepMs: 0 };
      });
      await assertEqualAnswers(engines, questions);
    });
  },
);

async function assertEqualAnswers(engines: TwoEngines, questions: readonly Question[]) {
  const differences: string[] = [];
  const waiting = [...questions];
  const ask = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const difference = await engines.difference(next);
      if (difference !== undefined) differences.push(difference);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  assert.equal(differences.length, 0, `${differences.length} differ:\n${differences.join("\n")}`);
}
