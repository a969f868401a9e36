import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { loadPipeline } from "./load_pipeline.ts";
import { readPipeline } from "./read_pipeline.ts";

const HEAD = "app: shop\nstages:\n  - { name: bake, type: bake, from: . }\n";
/** The same lines, without anything baked that a deploy could forget. */
const PLAIN = HEAD.replace("type: bake, from: .", "type: wait, duration: 1s");

/** Writes files into a folder of their own and reads one of them. */
async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (context: { readonly cwd: string } & ReturnType<typeof contextOf>) => Promise<T>,
): Promise<T> {
  const cwd = await Deno.makeTempDir({ prefix: "netops-pipeline-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${cwd}/${name}`, text);
    }
    return await use(contextOf(cwd));
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

function contextOf(cwd: string) {
  const host = createHost();
  return { cwd, host, env: host.readEnvironment() };
}

/** What is found, one line each: `file:line:column severity message | fix`. */
function findings(file: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  return inFolder(files, async (context) => {
    const { findings } = await readPipeline(file, context);
    return findings.map(({ place, severity, message, fix }) => {
      const at = `${place.source}:${place.line}:${place.column}`;
      return `${at} ${severity} ${message}${fix === undefined ? "" : ` | ${fix}`}`;
    });
  });
}

/** The stage under test is on line 4, and is written in one line. */
const MISTAKES: readonly [what: string, stage: string, found: RegExp][] = [
  [
    "a key",
    "{ name: a, type: wait, duraton: 5s }",
    /^4:28 error Unknown key "duraton".*"duration"/,
  ],
  [
    "a type",
    "{ name: a, type: depoly }",
    /^4:22 error stages\[1\]\.type .*\| did you mean "deploy"/,
  ],
  [
    "no type",
    "{ name: a }",
    /^4:5 error stages\[1\]\.type is missing \| add type: one of bake, run/,
  ],
  ["a name", "{ name: A, type: wait, duration: 5s }", /^4:13 error .*a letter first, not "A"/],
  ["a time", "{ name: a, type: wait, duration: 5 }", /^4:38 error .*a duration .*not 5/],
  ["a long time", "{ name: a, type: wait, duration: 200h }", /^4:38 error .*0s to 168h.*200h/],
  [
    "a strategy",
    "{ name: a, type: deploy, strategy: canry }",
    /^4:40 error .*did you mean "canary"/,
  ],
  ["a share", "{ name: a, type: deploy, strategy: rolling, steps: [5, 100] }", /^4:60 error .*100/],
  [
    "a number of replicas",
    "{ name: a, type: resize, group: g-v1, replicas: 99 }",
    /^4:53 error .*50/,
  ],
  ["a reference", "{ name: a, type: enable, group: { otput: b.c } }", /^4:39 error .*"output"/],
  [
    "a word for a map",
    "{ name: a, type: until, question: up }",
    /^4:39 error .*query, is and right/,
  ],
  [
    "a key of a question",
    "{ name: a, type: until, question: { url: u, statis: 2 } }",
    /^4:49 .*"status"/,
  ],
  ["a number as text", "{ name: a, type: run, command: [sleep, 5] }", /^4:44 error .*in quotes/],
  ["an empty ref", '{ name: a, type: bake, from: "git:" }', /^4:34 error .*git:REF/],
  [
    "needs",
    "{ name: a, type: wait, duration: 5s, needs: [bkae] }",
    /^4:50 .*no stage "bkae".*"bake"/,
  ],
  ["a name twice", "{ name: bake, type: wait, duration: 5s, needs: [] }", /^4:13 .*called "bake"/],
  ["itself", "{ name: a, type: wait, duration: 5s, needs: [a] }", /^4:49 .*each other: a → a/],
  ["an output", "{ name: a, type: enable, group: { output: bake.vrsion } }", /^4:47 .*"version"\?/],
  [
    "a parameter",
    "{ name: a, type: enable, group: { parameter: x } }",
    /^4:50 .*no parameter "x" \| add/,
  ],
  [
    "a pattern",
    "{ name: a, type: until, question: { url: http://127.0.0.1/, body: '(' } }",
    /^4:71 /,
  ],
  [
    "a query",
    '{ name: a, type: assert, questions: [{ query: "sum(", is: "<", right: 1 }] }',
    /^4:51 error The query cannot be asked: .*parse error/,
  ],
  [
    "a query of a range",
    '{ name: a, type: assert, questions: [{ query: "up[5m]", is: "<", right: 1 }] }',
    /^4:51 error .*it gives a range of values/,
  ],
  [
    "an experiment",
    "{ name: a, type: chaos, experiment: instance-hang }",
    /^4:41 .*"instance-hangs"/,
  ],
  [
    "a file of an experiment",
    "{ name: a, type: chaos, experiment: ./x.yaml }",
    /^4:41 .*no file x\.yaml/,
  ],
  [
    "a file of a canary configuration",
    "{ name: a, type: deploy, strategy: canary, judging: { config: c.json } }",
    /^4:67 error There is no file c\.json/,
  ],
  ["an address", "{ name: a, type: http, url: shop/x }", /^4:33 error "shop\/x" is no address/],
  [
    "an address elsewhere",
    "{ name: a, type: http, url: 'https://a.example/x' }",
    /^4:33 warning a\.ex/,
  ],
  [
    "a short bake",
    "{ name: a, type: deploy, strategy: canary, bake: 5s }",
    /^4:54 warning .*5 points/,
  ],
  [
    "an idle key",
    "{ name: a, type: deploy, strategy: none, watch: 5s }",
    /^4:53 warning .*nothing/,
  ],
  [
    "a folder",
    "{ name: a, type: run, command: x, dir: ./no }",
    /^4:44 warning no is not there yet/,
  ],
  ["a script", "{ name: a, type: load, script: l.js }", /^4:36 warning l\.js is not there yet/],
];

for (const [what, stage, found] of MISTAKES) {
  Deno.test(`readPipeline() tells the place of a mistake: ${what}`, async () => {
    const all = await findings("p.yaml", {
      "p.yaml": `${stage.includes("type: deploy") ? PLAIN : HEAD}  - ${stage}\n`,
    });
    assert.equal(all.length, 1, all.join("\n"));
    assert.match(all[0]!.replace(/^p\.yaml:/, ""), found);
  });
}

Deno.test("what is wrong above the stages is told with its place, too", async () => {
  const cases: [string, RegExp][] = [
    ["stages: []\n", /^p\.yaml:1:1 error app is missing/],
    ["app: shop\n", /error stages is missing/],
    ["", /^p\.yaml:1:1 error It must be a map with app and stages, not nothing/],
    ["app: shop\napp: shop\n", /^p\.yaml:2:1 error This key stands twice/],
    ["app: shop\nstages: [\n", /^p\.yaml:3:1 error /],
    [
      `${HEAD}trigers: []\n`,
      /^p\.yaml:4:1 error Unknown key "trigers" \| did you mean "triggers"\?/,
    ],
    [
      `${HEAD}parameters: [{ name: x, type: number, default: "1" }]\n`,
      /^p\.yaml:4:48 error .*quotes/,
    ],
    [`${HEAD}concurrency: que\n`, /^p\.yaml:4:14 error .*"queue"/],
    [
      `${HEAD}triggers: [{ type: cron, schedule: "* *", timeZone: UTC }]\n`,
      /^p\.yaml:4:36 .*2 fields/,
    ],
    [
      `${HEAD}triggers: [{ type: git, ref: main, every: 1ms }]\n`,
      /^p\.yaml:4:43 error .*1s to 168h/,
    ],
    [
      `${HEAD}notifications: [{ on: [failed], to: { kind: mail } }]\n`,
      /^p\.yaml:4:45 error .*webhook/,
    ],
    [
      `${HEAD}window: { timeZone: UTC, hours: [{ from: 9, to: "10:00" }] }\n`,
      /^p\.yaml:4:42 .*"09:30"/,
    ],
  ];
  for (const [text, found] of cases) {
    const all = await findings("p.yaml", { "p.yaml": text });
    assert.match(all.join("\n"), found, text);
  }
});

Deno.test("a mistake in a file that the pipeline names is told there", async () => {
  const stages = [
    "  - { name: a, type: deploy, strategy: canary, judging: { config: ./c.yaml } }",
    "  - { name: b, type: chaos, experiment: ./x.yaml }",
  ];
  const all = await findings("p.yaml", {
    "p.yaml": `${PLAIN}${stages.join("\n")}\n`,
    "c.yaml": "metrics:\n  - name: errors\n    groups: 5\n",
    "x.yaml": "title: t\ndescription: d\nmethd: []\n",
  });
  assert.match(all.join("\n"), /^c\.yaml:3:13 error groups must be a list of groups\n/);
  assert.match(all.join("\n"), /\nx\.yaml:3:1 error Unknown key "methd"/);
});

Deno.test("loadPipeline() gives the inside form: absolute, in ms, with what it names in it", async () => {
  const config = { metrics: [{ name: "errors", groups: ["g"] }] };
  const experiment = "title: t\ndescription: d\nmethod: []\n";
  await inFolder({
    "Night Run.yaml": `${HEAD}${
      [
        "  - { name: a, type: deploy, strategy: canary, judging: { config: ./c.json } }",
        "  - { name: b, type: chaos, experiment: ./x.yaml }",
      ].join("\n")
    }\n`,
    ...{ "c.json": JSON.stringify(config), "x.yaml": experiment },
  }, async (context) => {
    const spec = await loadPipeline("Night Run.yaml", context);
    const [bake, deploy, chaos] = spec.stages;
    assert.equal(spec.name, "night-run");
    assert.deepEqual(bake?.type === "bake" && bake.from, { kind: "dir", dir: context.cwd });
    assert.deepEqual(deploy?.type === "deploy" && deploy.judging.config, config);
    assert.equal(deploy?.type === "deploy" && deploy.bakeMs, 60_000);
    assert.equal(chaos?.type === "chaos" && chaos.experiment, experiment);
    assert.deepEqual(spec.stages.map(({ needs }) => needs), [[], ["bake"], ["a"]]);
  });
});

Deno.test("loadPipeline() refuses with every mistake in its text, and lets warnings pass", async () => {
  await inFolder({
    "bad.json": JSON.stringify({ app: "shop", stage: [], stages: [{ name: "a" }] }),
    "warn.yaml": `${HEAD}  - { name: a, type: deploy, strategy: canary, bake: 5s }\n`,
  }, async (context) => {
    await assert.rejects(loadPipeline("bad.json", context), (error: Error) => {
      assert.match(error.message, /2 mistakes[\s\S]*bad\.json:1:\d+: [\s\S]*bad\.json:1:\d+: /);
      return true;
    });
    await assert.rejects(loadPipeline("none.yaml", context), { code: "CONFIG_INVALID" });
    assert.equal((await loadPipeline("warn.yaml", context)).stages.length, 2);
  });
});
