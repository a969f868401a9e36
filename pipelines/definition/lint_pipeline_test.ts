import assert from "node:assert/strict";
import { lintPipeline } from "./lint_pipeline.ts";
import { draftOf, GOOD, goodWith, goodWithStage } from "./pipeline_fixture.ts";
import type { PipelineFinding } from "./pipeline_finding.ts";

const WORLD = {
  experiments: ["instance-hangs", "zone-lost"],
  queryProblem: (query: string) => query.includes("(") ? "it does not end" : undefined,
};

function lint(file: unknown): readonly PipelineFinding[] {
  return lintPipeline(draftOf(file), WORLD);
}

/** A good pipeline with one more stage at its end. */
function goodAnd(stage: Readonly<Record<string, unknown>>): unknown {
  return goodWith({ stages: [...GOOD.stages, { name: "more", ...stage }] });
}

const LAST = GOOD.stages.length;

Deno.test("a good pipeline has no finding", () => {
  assert.deepEqual(lint(GOOD), []);
});

/** What is wrong, where it is told in the inside form, and how. */
const MISTAKES: readonly [string, unknown, (string | number)[], RegExp][] = [
  [
    "a name twice",
    goodWithStage(1, { name: "bake" }),
    ["stages", 1, "name"],
    /^Two stages are called "bake": the 1st and the 2nd$/,
  ],
  [
    "a need that is not there",
    goodWithStage(2, { needs: ["bake", "tset"] }),
    ["stages", 2, "needs", 1],
    /no stage "tset"/,
  ],
  [
    "a circle",
    goodWithStage(0, { needs: ["sure"] }),
    ["stages", 0, "needs"],
    /^Stages need each other: .*bake/,
  ],
  [
    "a stage that needs itself",
    goodWithStage(0, { needs: ["bake"] }),
    ["stages", 0, "needs"],
    /bake → bake/,
  ],
  [
    "an output of no stage",
    goodWithStage(2, { artifact: { output: "bkae.artifact" } }),
    ["stages", 2, "artifact", "output"],
    /no stage "bkae"/,
  ],
  [
    "an output that the stage has not",
    goodWithStage(2, { artifact: { output: "bake.artefact" } }),
    ["stages", 2, "artifact", "output"],
    /^Stage bake \(bake\) gives out no "artefact"$/,
  ],
  [
    "an output of a stage that comes later",
    goodWithStage(1, { env: { A: { output: "ship.group" } } }),
    ["stages", 1, "env", "A", "output"],
    /not there yet, as stage test does not come after ship/,
  ],
  [
    "an output of a stage beside it",
    goodWithStage(2, { needs: [] }),
    ["stages", 2, "artifact", "output"],
    /does not come after bake/,
  ],
  [
    "a number where a name belongs",
    goodWithStage(2, { artifact: { parameter: "most" } }),
    ["stages", 2, "artifact", "parameter"],
    /^artifact must be text, and most is a number$/,
  ],
  [
    "a truth value where a name belongs",
    goodWithStage(2, { artifact: { output: "bake.isNew" } }),
    ["stages", 2, "artifact", "output"],
    /is a boolean/,
  ],
  [
    "an unknown parameter",
    goodWithStage(1, { env: { TIER: { parameter: "tir" } } }),
    ["stages", 1, "env", "TIER", "parameter"],
    /no parameter "tir"/,
  ],
  [
    "an order of text",
    goodAnd({ type: "assert", that: [{ left: { output: "ship.verdict" }, is: "<", right: 3 }] }),
    ["stages", LAST, "that", 0, "left"],
    /^< compares numbers here, and left is ship\.verdict, a string$/,
  ],
  [
    "a number that is to be a word",
    goodAnd({ type: "wait", duration: "1s", when: [{ left: "x", is: "=", right: 3 }] }),
    ["stages", LAST, "when", 0, "left"],
    /left is "x"$/,
  ],
  [
    "a parameter twice",
    goodWith({ parameters: [...GOOD.parameters, GOOD.parameters[0]] }),
    ["parameters", 2, "name"],
    /Two parameters are called "tier"/,
  ],
  [
    "a default of another type",
    goodWith({ parameters: [GOOD.parameters[0], { ...GOOD.parameters[1], default: "2" }] }),
    ["parameters", 1, "default"],
    /most is a number, and "2" is none/,
  ],
  [
    "a default that is no option",
    goodWith({ parameters: [{ ...GOOD.parameters[0], default: "god" }, GOOD.parameters[1]] }),
    ["parameters", 0, "default"],
    /"god" is not among the options/,
  ],
  [
    "an option of another type",
    goodWith({ parameters: [{ ...GOOD.parameters[0], options: ["gold", 1] }, GOOD.parameters[1]] }),
    ["parameters", 0, "options", 1],
    /tier is a string, and 1 is none/,
  ],
  [
    "a parameter that no trigger gives",
    goodWith({ parameters: [...GOOD.parameters, { name: "who" }] }),
    ["parameters", 2],
    /who has no default/,
  ],
  [
    "a schedule of four fields",
    goodWith({ triggers: [{ type: "cron", schedule: "0 9 * *", timeZone: "UTC" }] }),
    ["triggers", 0, "schedule"],
    /it has 4 fields, not 5/,
  ],
  [
    "a time zone that is not there",
    goodWith({ triggers: [{ ...GOOD.triggers[0], timeZone: "Europe/Berln" }] }),
    ["triggers", 0, "timeZone"],
    /no time zone "Europe\/Berln"/,
  ],
  [
    "a window's zone",
    goodWith({ window: { timeZone: "Mars", hours: [{ from: "09:00", to: "10:00" }] } }),
    ["window", "timeZone"],
    /no time zone "Mars"/,
  ],
  [
    "a pattern in a check",
    goodWithStage(2, { judging: { checks: [{ path: "/", body: "(" }] } }),
    ["stages", 2, "judging", "checks", 0, "body"],
    /no regular expression: unterminated group/,
  ],
  [
    "a pattern in a question",
    goodAnd({ type: "until", question: { url: "http://127.0.0.1:1/", body: "[" } }),
    ["stages", LAST, "question", "body"],
    /no regular expression/,
  ],
  [
    "an escape that the rules of Unicode do not have",
    goodAnd({ type: "until", question: { url: "http://127.0.0.1:1/", body: "a\\-b" } }),
    ["stages", LAST, "question", "body"],
    /no regular expression: invalid escape/,
  ],
  [
    "a pattern in a comparison",
    goodAnd({ type: "assert", that: [{ left: "a", is: "matches", right: "*" }] }),
    ["stages", LAST, "that", 0, "right"],
    /no regular expression: nothing to repeat/,
  ],
  [
    "a query",
    goodAnd({ type: "assert", questions: [{ query: "sum(up", is: ">", right: 1 }] }),
    ["stages", LAST, "questions", 0, "query"],
    /it does not end/,
  ],
  [
    "an experiment",
    goodAnd({ type: "chaos", experiment: "instance-hang" }),
    ["stages", LAST, "experiment"],
    /no experiment "instance-hang"/,
  ],
  [
    "a canary configuration of the wrong shape",
    goodWithStage(2, { judging: { config: { metrics: "no" } } }),
    ["stages", 2, "judging", "config", "metrics"],
    /metrics must be a list of metrics/,
  ],
  [
    "a canary configuration that lets everything pass",
    goodWithStage(2, { judging: { config: { metrics: [{ name: "errors" }] } } }),
    ["stages", 2, "judging", "config", "metrics", 0, "groups"],
    /in no group/,
  ],
  [
    "shares that do not grow",
    goodWithStage(2, { steps: [50, 5] }),
    ["stages", 2, "sharesPercent", 1],
    /5 comes after 50/,
  ],
  [
    "an address that is none",
    goodAnd({ type: "http", url: "shop/orders" }),
    ["stages", LAST, "url"],
    /"shop\/orders" is no address/,
  ],
  [
    "more than a conductor takes",
    goodAnd({ type: "chaos", experiment: `title: long\n# ${"x".repeat(41_000)}` }),
    ["stages", LAST],
    /has 41\d+ bytes, and 40960 are the most: stage more takes 41\d+/,
  ],
  [
    "a pipeline in itself",
    goodAnd({ type: "pipeline", pipeline: "release" }),
    ["stages", LAST, "pipeline"],
    /would start itself/,
  ],
];

for (const [what, file, path, message] of MISTAKES) {
  Deno.test(`lintPipeline() finds ${what}`, () => {
    const found = lint(file);
    const [finding] = found;
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.deepEqual(finding?.path, path);
    assert.match(finding?.message ?? "", message);
    assert.equal(finding?.severity, undefined);
  });
}

const WARNINGS: readonly [string, unknown, (string | number)[], RegExp][] = [
  [
    "a window that is always open",
    goodAnd({
      ...{ type: "wait", duration: "1s" },
      window: { timeZone: "UTC", hours: [{ from: "09:00", to: "09:00" }] },
    }),
    ["stages", LAST, "window", "hours", 0],
    /is a whole day/,
  ],
  [
    "a release that can only be inconclusive",
    goodWithStage(2, { bake: "30s", judging: { step: "10s" } }),
    ["stages", 2, "bakeMs"],
    /always be inconclusive: 3 points, 10 needed/,
  ],
  [
    "looks that take longer than they say",
    goodWithStage(2, { bake: "5s", judging: { extensions: 3 } }),
    ["stages", 2, "bakeMs"],
    /will take longer than this: 5 points, 10 needed/,
  ],
  [
    "fewer points than its own configuration wants",
    goodWithStage(2, {
      judging: {
        config: {
          metrics: [{ name: "errors", groups: ["g"] }],
          judge: { judgeConfigurations: { minSamples: 40 } },
        },
      },
    }),
    ["stages", 2, "bakeMs"],
    /30 points, 40 needed/,
  ],
  [
    "a canary stage with long steps",
    goodAnd({
      ...{ type: "canary", baseline: "a-v1", canary: "a-v2", judging: { step: "30s" } },
    }),
    ["stages", LAST, "bakeMs"],
    /2 points, 10 needed/,
  ],
  [
    "an approval that anybody may give",
    goodWithStage(3, { roles: [] }),
    ["stages", 3],
    /anybody may answer ask/,
  ],
  [
    "a request that leaves this machine",
    goodAnd({ type: "http", url: "https://hooks.example.com/x" }),
    ["stages", LAST, "url"],
    /hooks\.example\.com is not this machine/,
  ],
  [
    "a Prometheus elsewhere",
    goodWithStage(2, { judging: { prometheusUrl: "http://10.0.0.1:9090" } }),
    ["stages", 2, "judging", "prometheusUrl"],
    /10\.0\.0\.1 is not this machine/,
  ],
  [
    "a webhook elsewhere",
    goodWith({
      notifications: [{ on: ["failed"], to: { kind: "webhook", url: "https://chat.example/x" } }],
    }),
    ["notifications", 0, "to", "url"],
    /chat\.example is not this machine/,
  ],
  [
    "a deploy that forgot what was baked",
    goodWithStage(2, { artifact: undefined }),
    ["stages", 2],
    /^Stage ship starts what serves now again, not what bake baked$/,
  ],
  [
    "a key without effect",
    goodWithStage(2, { strategy: "highlander", steps: undefined, bake: undefined, stopsOld: true }),
    ["stages", 2, "stopsOld"],
    /does nothing with strategy highlander/,
  ],
];

for (const [what, file, path, message] of WARNINGS) {
  Deno.test(`lintPipeline() warns of ${what}`, () => {
    const [finding, ...others] = lint(file);
    assert.deepEqual([finding?.path, others.length], [path, 0]);
    assert.match(finding?.message ?? "", message);
    assert.equal(finding?.severity, "warning");
  });
}

Deno.test("what may be is no finding: numbers in text, loopback, Kayenta", () => {
  const fine = [
    goodAnd({ type: "assert", that: [{ left: "3", is: "<", right: 4 }] }),
    goodAnd({ type: "http", url: "http://127.8.9.1:80/x" }),
    goodAnd({ type: "http", url: "http://localhost:80/x" }),
    goodAnd({ type: "http", url: "http://[::1]:80/x" }),
    goodAnd({ type: "http", url: "/shop/orders" }),
    goodWithStage(2, { judging: { checks: [{ path: "/", body: "a\\-b" }] } }),
    goodAnd({ type: "http", url: { parameter: "tier" } }),
    goodAnd({ type: "chaos", experiment: "zone-lost" }),
    goodAnd({ type: "chaos", experiment: "title: my own\nmethod: []\n" }),
    goodAnd({ type: "http", url: "http://127.0.0.1/", body: { output: "none.none" } }),
    goodWithStage(2, { bake: "5s", judging: { mode: "kayenta" } }),
    goodWithStage(2, { strategy: "redblack", steps: undefined, bake: undefined }),
    goodWith({ triggers: [], stages: [...GOOD.stages, { name: "yes", type: "approve" }] }),
  ];
  for (const file of fine) assert.deepEqual(lint(file), [], JSON.stringify(file));
});

Deno.test("a place in the inside form can be found in the file", () => {
  const found = lint(goodWithStage(2, { artifact: { output: "bake.artefact" } }));
  assert.deepEqual(found[0]?.stranger, {
    ...{ word: "artefact", known: ["artifact", "version", "isNew"] },
  });
});
