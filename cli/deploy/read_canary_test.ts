import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { JudgeMode } from "@netops/pipelines";
import { type CanaryInput, readCanary, readCanaryConfig } from "./read_canary.ts";

const GOOD = {
  judge: { name: "NetflixACAJudge-v1.0", judgeConfigurations: {} },
  metrics: [{
    ...{ name: "latency", groups: ["g"], query: { type: "prometheus", any: ["thing"] } },
    analysisConfigurations: { canary: { direction: "increase" } },
  }],
  classifier: { groupWeights: { g: 100 }, scoreThresholds: { marginal: 75, pass: 95 } },
};
const POINTS = { latency: { control: [1, "NaN", null], experiment: [2] } };

interface Files {
  readonly config?: unknown;
  readonly data?: unknown;
  readonly mode?: JudgeMode;
}

/** Reads files that are there for as long; text is written as it is. */
function read({ config = GOOD, data = POINTS, mode = "netops" }: Files): CanaryInput {
  const cwd = Deno.makeTempDirSync();
  const write = (name: string, content: unknown) =>
    Deno.writeTextFileSync(
      `${cwd}/${name}`,
      typeof content === "string" ? content : JSON.stringify(content),
    );
  try {
    write("c.json", config);
    write("d.json", data);
    return readCanary({ config: "c.json", data: "d.json", cwd, mode });
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
}

function refused(files: Files): string {
  try {
    read(files);
  } catch (error) {
    assert.ok(error instanceof NetopsError);
    assert.deepEqual([error.code, error.exitCode], ["CONFIG_INVALID", 2]);
    return error.message;
  }
  assert.fail("it was taken");
}

function changed(change: (config: typeof GOOD) => void): typeof GOOD {
  const config = structuredClone(GOOD);
  change(config);
  return config;
}

Deno.test("a Kayenta configuration is taken with what others want in it, and NaN is a missing point", () => {
  const { config, data, warnings } = read({ config: { ...GOOD, limits: { a: 1 }, updated: 1 } });
  assert.equal(config.metrics[0]?.name, "latency");
  assert.deepEqual(data["latency"]?.control, [1, NaN, NaN]);
  assert.deepEqual(warnings, []);
  assert.deepEqual(read({ data: '{"latency": {"control": [NaN, 1]}}' }).data["latency"], {
    ...{ control: [NaN, 1], experiment: [] },
  });
});

Deno.test("YAML is taken as well", () => {
  const yaml = "metrics:\n  - name: latency\n    groups: [g]\n";
  assert.equal(read({ config: yaml }).config.metrics[0]?.name, "latency");
});

Deno.test("each mistake in a configuration is told with its place and what was meant", () => {
  const cases: [unknown, RegExp][] = [
    [{ judge: {}, metrics: "no" }, /c\.json:1:23: metrics must be a list of metrics, not "no"/],
    [{ judge: {} }, /metrics is missing/],
    ["[]", /c\.json:1:1: It must be a map, not an empty list/],
    ['{"metrics": [', /c\.json:1:14: /],
    [{ ...GOOD, metrics: [], metrcs: [] }, /There is no metric to judge/],
    [{ judge: {}, metrcs: [] }, /Unknown key "metrcs"[^]*did you mean "metrics"/],
    [
      changed(({ metrics: [m] }) => m!.analysisConfigurations.canary.direction = "incraese"),
      /c\.json:1:\d+: Unknown direction "incraese"[^]*did you mean "increase"/,
    ],
    [
      changed(({ metrics: [m] }) => m!.analysisConfigurations.canary.direction = "Increase"),
      /Unknown direction "Increase"[^]*did you mean "increase"/,
    ],
    [
      changed(({ metrics: [m] }) =>
        Object.assign(m!.analysisConfigurations.canary, { mustHaveDta: true })
      ),
      /Unknown key "mustHaveDta"[^]*did you mean "mustHaveData"/,
    ],
    [{ ...GOOD, metrics: [{ name: "latency" }] }, /is in no group, so that it would never count/],
    [{ ...GOOD, metrics: [GOOD.metrics[0], GOOD.metrics[0]] }, /"latency" stands here twice/],
    [
      { ...GOOD, classifier: { groupWeights: { gg: 100 } } },
      /No metric is in group "gg"[^]*did you mean "g"/,
    ],
    [{ ...GOOD, classifier: { groupWeights: { g: 60 } } }, /add up to 60, not to 100/],
    [{ ...GOOD, classifier: { groupWeights: { g: 140 } } }, /add up to 140, not to 100/],
    [{ ...GOOD, classifier: { groupWeights: { g: -1 } } }, /weight of group "g" is negative/],
    [
      { ...GOOD, classifier: { scoreThresholds: { pass: 50, marginal: 75 } } },
      /marginal \(75\) is above pass \(50\)/,
    ],
    [{ ...GOOD, classifier: { scoreThresholds: { pass: 101 } } }, /from 0 to 100, not 101/],
    [
      { ...GOOD, judge: { judgeConfigurations: { minSample: 5 } } },
      /Unknown setting "minSample"[^]*did you mean "minSamples"/,
    ],
    [{ ...GOOD, judge: { judgeConfigurations: { minSamples: 1 } } }, /at least 4, not 1/],
    [{ ...GOOD, judge: { judgeConfigurations: { look: 3, looks: 2 } } }, /look 3, of 2 only/],
  ];
  for (const [config, words] of cases) assert.match(refused({ config }), words);
});

Deno.test("a group without a weight is refused when nothing is left for it, and shares what is left", () => {
  const metrics = [GOOD.metrics[0], { name: "errors", groups: ["other"] }];
  const weights = (groupWeights: Record<string, number>) => ({
    ...{ ...GOOD, metrics, classifier: { groupWeights } },
  });
  assert.match(refused({ config: weights({ g: 100 }) }), /Group "other" has no weight, and none/);
  read({ config: weights({ g: 60 }) });
  read({ config: weights({ g: 60, other: 40 }) });
  read({ config: weights({}) });
});

Deno.test("each mistake in the points is told with its place", () => {
  const cases: [unknown, RegExp][] = [
    [{ latency: { control: [1, "x"] } }, /d\.json:1:\d+: latency\.control\[1\] must be a number/],
    [{ latency: 5 }, /latency must be a map with control and experiment, not 5/],
    [{ latency: { contrl: [1] } }, /Unknown key "contrl"[^]*did you mean "control"/],
    [{ latency: { control: "1,2" } }, /latency\.control must be a list of numbers/],
    ["[1]", /It must be a map of metrics, not a list/],
  ];
  for (const [data, words] of cases) assert.match(refused({ data }), words);
});

Deno.test("points of no metric are told, with what was meant", () => {
  const { warnings } = read({ data: { ...POINTS, latncy: { control: [] } } });
  assert.deepEqual(warnings, ['d.json: no metric is called "latncy"; did you mean "latency"?']);
});

Deno.test("where Kayenta judges, what it takes in silence is a warning", () => {
  const config = changed((all) => {
    all.metrics[0]!.analysisConfigurations.canary.direction = "incraese";
    all.classifier.groupWeights = { g: 50 };
  });
  const { warnings } = read({ config, mode: "kayenta" });
  assert.equal(warnings.length, 2);
  assert.match(warnings.join("\n"), /Unknown direction[^]*add up to 50/);
});

Deno.test("a file that is not there is refused", () => {
  const cwd = "/no/such/folder";
  assert.throws(() => readCanary({ config: "c.json", data: "d.json", cwd, mode: "netops" }), {
    ...{ code: "CONFIG_INVALID", message: "Cannot read c.json as it is not there" },
  });
});

Deno.test("where points are fetched by a configuration, a metric that cannot be read is a mistake with its place", () => {
  const cwd = Deno.makeTempDirSync();
  try {
    const metrics = [{ name: "latency", groups: ["g"], query: { type: "datadog" } }];
    Deno.writeTextFileSync(`${cwd}/c.json`, JSON.stringify({ metrics }));
    assert.equal(readCanaryConfig("c.json", { cwd }).metrics.length, 1);
    assert.throws(() => readCanaryConfig("c.json", { cwd, isFetched: true }), {
      ...{ code: "CONFIG_INVALID" },
      message: /c\.json:1:\d+: .*"latency" cannot be read, as it asks "datadog"/,
    });
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
});
