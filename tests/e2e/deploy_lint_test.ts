import assert from "node:assert/strict";
import { DeployLintDocument, type PlanDocument } from "@netops/core/contracts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform } from "../harness/platform.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

const GOOD = `app: hello
parameters: [{ name: who, default: you }]
stages:
  - { name: bake, type: bake, from: ./v2 }
  - name: ship
    type: deploy
    artifact: { output: bake.artifact }
    strategy: canary
    steps: [10]
    bake: 30s
`;

const CODE = `import { definePipeline } from "@netops/pipelines";
import { APP } from "./names.js";
console.log("what code prints counts for nothing");
export default definePipeline({ name: "release", app: APP }, (p) => {
  const bake = p.bake("bake", { from: "./v2" });
  p.deploy("ship", { artifact: bake.outputs.artifact, strategy: "canary", bake: "30s" });
});
`;

const FILES: Readonly<Record<string, string>> = {
  ...HELLO_FILES,
  "names.js": 'export const APP = "hello";\n',
  "v2/server.mjs": "// another version\n",
  "good.yaml": GOOD,
  "bad.yaml": GOOD.replace("strategy:", "stratgy:").replace("from:", "form:"),
  "odd.yaml": GOOD.replace("bake.artifact", "bake.artefact"),
  "warn.yaml": GOOD.replace("30s", "5s"),
  "good.js": CODE,
};

/** What `deploy lint` finds in files, one line each, and its exit code. */
async function lint(platform: TestPlatform, ...words: string[]) {
  const { code, stdout, stderr } = await platform.run(["deploy", "lint", ...words, "--json"]);
  assert.equal(stderr, "");
  const document = JSON.parse(stdout);
  assert.deepEqual(DeployLintDocument.parse(document), document, "nothing but what is promised");
  const lines = (document as DeployLintDocument).findings.map((finding) =>
    `${finding.file}:${finding.line}:${finding.column} ${finding.message} | ${finding.fix ?? ""}`
  );
  return { code, ok: document.ok, lines, text: lines.join("\n") };
}

Deno.test("deploy lint needs no platform, and says by its exit code whether there is a mistake", async () => {
  await using platform = await TestPlatform.create(FILES);
  const good = await lint(platform, "good.yaml");
  assert.deepEqual([good.code, good.ok, good.lines], [0, true, []]);
  const bad = await lint(platform, "good.yaml", "bad.yaml", "odd.yaml");
  assert.deepEqual([bad.code, bad.ok], [2, false]);
  assert.deepEqual(bad.lines, [
    'bad.yaml:4:31 Unknown key "form" in stages[0] | did you mean "from"?',
    'bad.yaml:8:5 Unknown key "stratgy" in stages[1] | did you mean "strategy"?',
    'odd.yaml:7:25 Stage bake (bake) gives out no "artefact" | did you mean "artifact"?',
  ]);
  const shown = await platform.run(["deploy", "lint", "good.yaml", "odd.yaml"]);
  assert.equal(shown.code, 2);
  assert.match(
    shown.stdout,
    /^odd\.yaml:7:25: error: Stage bake.*\n +7 \| .*\n.*\^\^\^.*\n +fix: did/,
  );
  assert.equal(
    (await platform.run(["deploy", "lint", "good.yaml"])).stdout,
    "✓ good.yaml is fine\n",
  );
});

Deno.test("a warning is exit 0, and 2 when it is to be strict", async () => {
  await using platform = await TestPlatform.create(FILES);
  assert.deepEqual((await lint(platform, "warn.yaml")).code, 0);
  const { code, text } = await lint(platform, "warn.yaml", "--strict");
  assert.equal(code, 2);
  assert.match(text, /^warn\.yaml:10:11 Every look will take longer than this: 5 points/);
});

Deno.test("a file that is not there, and no file at all, are exit 2 with what to do", async () => {
  await using platform = await TestPlatform.create(FILES);
  const gone = await platform.run(["deploy", "lint", "none.yaml"]);
  assert.deepEqual([gone.code, gone.stdout], [2, ""]);
  assert.match(gone.stderr, /Cannot read the pipeline none\.yaml/);
  const none = await platform.run(["deploy", "lint"]);
  assert.deepEqual([none.code, none.stdout], [2, ""]);
  assert.match(none.stderr, /fix: netops deploy lint release\.yaml/);
});

Deno.test("deploy lint --schema prints the schema that is in the docs", async () => {
  await using platform = await TestPlatform.create(FILES);
  const { code, stdout } = await platform.run(["deploy", "lint", "--schema"]);
  assert.equal(code, 0);
  const docs = await Deno.readTextFile(`${ROOT}docs/pipeline.schema.json`);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(docs));
});

Deno.test("the examples are fine, types and all", async () => {
  await using platform = await TestPlatform.create({});
  const files = ["release.yaml", "release.ts"].map((name) => `${ROOT}examples/pipelines/${name}`);
  const { code, lines } = await lint(platform, ...files, "--strict");
  assert.deepEqual([code, lines], [0, []]);
});

Deno.test("what is wrong with code is told with its line, whatever the code does", async () => {
  const wrong: readonly [text: string, found: RegExp][] = [
    [
      CODE.replace("artifact,", "artefact,"),
      /:6:45 Stage bake .*"artefact" \| use one of artifact/,
    ],
    [CODE.replace('"30s"', '"3"'), /:6:5 Cannot read "3" as a duration \| write it like/],
    [CODE.replace('"canary"', '"canry"'), /:6:5 stages\[1\]\.strategy .*\| did you mean "canary"/],
    [CODE.replace("./v2", "./v3"), /:5:18 v3 is not there yet/],
    [CODE.replace("strategy:", "stratgy:"), /:6:5 Unknown key "stratgy".*"strategy"\?/],
    [CODE.replace("./names.js", "./nams.js"), /:2:21 Module not found/],
    [CODE.replace("(p) =>", "(p) = >"), /:[45]:\d+ Unexpected token/],
    ["export const x = 1, y = 2;\n", /:1:1 It exports no pipeline, only x, y \| export const pipe/],
    ["export default () => 1;\n", /:1:1 It exports a function, not a pipeline/],
    ['throw new Error("not today");\n', /:1:7 not today/],
    ["Deno.exit(7);\n", /:1:1 .* ended by itself with code 7/],
    ['await fetch("http://127.0.0.1:8080/");\n', /Requires net access.*\| code of a pipeline only/],
    ['Deno.writeTextFileSync("x", "");\n', /Requires write access.*\| code of a pipeline only/],
    ['new Deno.Command("true").outputSync();\n', /Requires run access.*\| code of a pipeline only/],
  ];
  const files = Object.fromEntries(wrong.map(([text], at) => [`p${at}.js`, text]));
  await using platform = await TestPlatform.create({ ...FILES, ...files });
  const { code, lines } = await lint(platform, ...Object.keys(files));
  assert.equal(code, 2);
  wrong.forEach(([text, found], at) => {
    const own = lines.filter((line) => line.startsWith(`p${at}.js:`));
    assert.match(own.join("\n"), found, `${text}\n${lines.join("\n")}`);
  });
  assert.deepEqual((await lint(platform, "good.js")).lines, []);
});

Deno.test("a mistake of types is found before anything is tried", async () => {
  await using platform = await TestPlatform.create({
    ...FILES,
    "names.ts": 'export const APP: string = "hello";\n',
    "p.ts": CODE.replace("./names.js", "./names.ts").replace('bake: "30s"', "replicas: APP"),
  });
  const { code, text } = await lint(platform, "p.ts");
  assert.equal(code, 2);
  assert.match(text, /^p\.ts:6:\d+ Type 'string' is not assignable to type 'number' \(TS2322\)/m);
});

async function plan(platform: TestPlatform, ...words: string[]): Promise<PlanDocument> {
  const { code, stdout, stderr } = await platform.run(["deploy", ...words, "--json"]);
  assert.deepEqual([code, stderr], [0, ""], words.join(" "));
  const document = JSON.parse(stdout);
  assert.equal(document.schema, "netops.deploy.plan/v1");
  return document;
}

Deno.test("deploy plan tells what is written without a platform, and what would be with one", async () => {
  await using platform = await TestPlatform.create({
    ...FILES,
    "netops.yaml": HELLO_FILES["netops.yaml"]!,
    "v2/new.txt": "new",
  });
  const [unknown] = (await plan(platform, "plan", "good.yaml")).changes;
  assert.equal(unknown, "no platform runs here, so that only what is written is known");
  const early = await plan(platform, "plan", "hello", "--from", "v2", "--strategy", "redblack");
  assert.deepEqual(early.stages.map(({ type }) => type), ["bake", "deploy"]);
  await platform.up();
  const { stages, changes, refusals } = await plan(platform, "plan", "good.yaml");
  assert.deepEqual(refusals, []);
  const [bake, ship] = stages;
  assert.match(bake?.steps[0] ?? "", /as it is now: version [0-9a-f]{8}-[0-9a-f]{8}$/);
  assert.match(ship?.steps[0] ?? "", /^start hello-baseline-v000 without requests: 2 instances of/);
  assert.ok(ship?.steps.includes("send all requests to hello-v001"));
  assert.equal(changes[0], "requests: hello-v000 → hello-v001");
  assert.ok(changes.includes("  + new.txt"), changes.join("\n"));
  const dry = await plan(platform, "run", "good.yaml", "--dry-run");
  assert.deepEqual(dry, await plan(platform, "plan", "good.yaml"), "run --dry-run says the same");
  const groups = (await platform.ps()).filter(({ app }) => app === "hello");
  assert.deepEqual([...new Set(groups.map((row) => row.serverGroup))], ["hello-v000"]);
  const odd = await plan(platform, "plan", "good.yaml", "--param", "whom=me");
  assert.match(odd.refusals.join(), /parameter whom/);
  const stranger = await plan(platform, "plan", "helo", "--from", "v2");
  assert.match(stranger.refusals[0] ?? "", /there is no application "helo"; there are: hello/);
  const shown = await platform.run(["deploy", "plan", "good.yaml"]);
  assert.match(shown.stdout, /^good would change hello\n\n1 bake\n.*\n\n2 ship deploy\n/);
});
