import assert from "node:assert/strict";
import { PipelineSpec, type PipelineSpecInput } from "@netops/core/contracts";
import { filePath } from "./file_keys.ts";
import { draftOf, GOOD } from "./pipeline_fixture.ts";
import { absolutePaths, isExperimentFile, nameOfFile, toBakeSource } from "./to_spec.ts";

const resolve = (path: string) => path.startsWith("/") ? path : `/home/me/${path}`;

function stageOf(stage: Readonly<Record<string, unknown>>): PipelineSpecInput["stages"][number] {
  return draftOf({ app: "shop", stages: [{ name: "one", ...stage }] }).stages[0]!;
}

Deno.test("a stage that names no needs needs the one written before it, [] needs none", () => {
  const { stages } = draftOf({
    app: "shop",
    stages: [
      { name: "a", type: "bake", from: "." },
      { name: "b", type: "wait", duration: "1s" },
      { name: "c", type: "wait", duration: "1s", needs: [] },
      { name: "d", type: "wait", duration: "1s", needs: ["a", "c"] },
      { name: "e", type: "wait", duration: "1s" },
    ],
  });
  const needs = stages.map((stage) => stage.needs);
  assert.deepEqual(needs, [[], ["a"], [], ["a", "c"], ["d"]]);
});

Deno.test("every duration becomes ms under its inside name", () => {
  const cases: [Record<string, unknown>, Record<string, number>][] = [
    [
      {
        ...{ type: "deploy", strategy: "canary", bake: "15s", ready: "1m", drain: "0s" },
        ...{ watch: "1.5h", timeout: "2h" },
      },
      { bakeMs: 15_000, readyMs: 60_000, drainMs: 0, watchMs: 5_400_000, timeoutMs: 7_200_000 },
    ],
    [{ type: "run", command: ["x"], deadline: "10s" }, { deadlineMs: 10_000 }],
    [{ type: "approve", expires: "72h" }, { expiresMs: 259_200_000 }],
    [{ type: "wait", duration: "500ms" }, { durationMs: 500 }],
    [
      { type: "until", question: { url: "x" }, every: "2s", until: "1m" },
      { everyMs: 2_000, untilMs: 60_000 },
    ],
  ];
  for (const [written, inside] of cases) {
    const stage = stageOf(written) as unknown as Record<string, unknown>;
    for (const [key, ms] of Object.entries(inside)) assert.equal(stage[key], ms, key);
    const left = Object.keys(stage).filter((key) => Object.keys(written).includes(key));
    const same = ["type", "strategy", "command", "question"];
    assert.deepEqual(left.filter((key) => !same.includes(key)), []);
  }
  const judged = stageOf({
    ...{ type: "deploy", strategy: "canary", steps: [1, 2] },
    judging: { warmup: "3s", step: "2s", mode: "kayenta" },
  });
  assert.deepEqual(judged.type === "deploy" && [judged.sharesPercent, judged.judging], [
    [1, 2],
    { warmupMs: 3_000, stepMs: 2_000, mode: "kayenta" },
  ]);
  const { triggers } = draftOf({ ...GOOD, triggers: [{ type: "git", ref: "main", every: "9s" }] });
  assert.deepEqual(triggers, [{ type: "git", repo: ".", ref: "main", everyMs: 9_000 }]);
});

Deno.test("a bake is from a folder or a git ref, in short or spelt out", () => {
  assert.deepEqual(toBakeSource("./v2"), { kind: "dir", dir: "./v2" });
  assert.deepEqual(toBakeSource("git:main"), { kind: "git", repo: ".", ref: "main" });
  assert.deepEqual(toBakeSource({ dir: "git:odd" }), { kind: "dir", dir: "git:odd" });
  assert.deepEqual(toBakeSource({ git: "v1", repo: "../r", dir: "shop" }), {
    ...{ kind: "git", repo: "../r", ref: "v1", dir: "shop" },
  });
});

Deno.test("a command in one string runs under a shell, a list as it is", () => {
  const [one, many] = ["npm test", ["npm", "test"]].map((command) =>
    stageOf({ type: "run", command })
  );
  assert.deepEqual(one?.type === "run" && one.command, ["sh", "-c", "npm test"]);
  assert.deepEqual(many?.type === "run" && many.command, ["npm", "test"]);
});

Deno.test("every path becomes absolute from the folder of the file on", () => {
  const draft = draftOf({
    app: "shop",
    triggers: [{ type: "git", ref: "main", repo: "../repo" }],
    notifications: [
      { on: ["failed"], to: { kind: "file", path: "out.jsonl" } },
      { on: ["failed"], to: { kind: "terminal" } },
    ],
    stages: [
      { name: "a", type: "bake", from: "v2" },
      { name: "b", type: "bake", from: "git:main" },
      { name: "c", type: "run", command: ["x"] },
      { name: "d", type: "run", command: ["x"], dir: "/abs" },
      { name: "e", type: "load", script: "load.js", dir: "load" },
    ],
  });
  const spec = PipelineSpec.parse(absolutePaths(draft, { resolve }));
  const [trigger] = spec.triggers;
  assert.equal(trigger?.type === "git" && trigger.repo, "/home/me/../repo");
  assert.deepEqual(spec.notifications[0]?.to, { kind: "file", path: "/home/me/out.jsonl" });
  const [a, b, c, d, e] = spec.stages;
  assert.deepEqual(a?.type === "bake" && a.from, { kind: "dir", dir: "/home/me/v2" });
  assert.deepEqual(b?.type === "bake" && b.from, { kind: "git", repo: "/home/me/.", ref: "main" });
  assert.equal(c?.type === "run" && c.dir, "/home/me/.");
  assert.equal(d?.type === "run" && d.dir, "/abs");
  assert.deepEqual(e?.type === "load" && [e.dir, e.script], ["/home/me/load", "/home/me/load.js"]);
});

Deno.test("the name of a pipeline is that of its file, as far as one can be made of it", () => {
  const names = ["a/release.yaml", "Release Prod.yml", "9-lives.ts", ".hidden.json", "9.yaml", "x"];
  assert.deepEqual(names.map(nameOfFile), [
    ...["release", "release-prod", "lives", "hidden", undefined, "x"],
  ]);
});

Deno.test("an experiment is a file when it looks like a path", () => {
  const files = ["./slow", "../x", "/abs/x", "slow.yaml", "a/b.yml", "c.json"];
  const names = ["instance-hangs", "title: x\nname: a.yaml", "{}"];
  assert.deepEqual(files.filter((one) => !isExperimentFile(one)), []);
  assert.deepEqual(names.filter(isExperimentFile), []);
});

Deno.test("filePath() gives back the keys of the file", () => {
  const path = ["stages", 2, "judging", "warmupMs"];
  assert.deepEqual(filePath(path), ["stages", 2, "judging", "warmup"]);
  assert.deepEqual(filePath(["stages", 0, "sharesPercent", 1]), ["stages", 0, "steps", 1]);
});
