import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { PipelineSpec, type StageSpecOf } from "@netops/core/contracts";
import { parseCommand } from "../parse_commander.ts";
import { GLOBAL_OPTIONS } from "../tree/global_options.ts";
import { DEPLOY_RUN_COMMANDS, RELEASE_OPTIONS } from "../tree/deploy_run_commands.ts";
import {
  deployPipeline,
  ignoredOptions,
  type ReleaseOrder,
  rollbackPipeline,
} from "./deploy_pipeline.ts";

const FROM = { kind: "dir", dir: "/srv/hello" } as const;
const spec = DEPLOY_RUN_COMMANDS.find(({ name }) => name === "run")!;

function optionsOf(words: readonly string[]): ReleaseOrder["options"] {
  const { options } = parseCommand({
    ...{ spec, path: ["deploy", "run"], globals: GLOBAL_OPTIONS, words: ["hello", ...words] },
  });
  return options as unknown as ReleaseOrder["options"];
}

/** The stages that a command line leads to, as the conductor takes them. */
function stagesOf(words: readonly string[], canaryConfig?: Record<string, unknown>) {
  const order = { app: "hello", options: optionsOf(words), from: FROM };
  const pipeline = deployPipeline(canaryConfig === undefined ? order : { ...order, canaryConfig });
  const [bake, deploy] = PipelineSpec.parse(pipeline).stages;
  return { bake, deploy: deploy as StageSpecOf<"deploy"> };
}

Deno.test("a release bakes and deploys what was baked, red/black with the defaults of the wire", () => {
  const { bake, deploy } = stagesOf([]);
  assert.deepEqual([bake?.type, bake?.type === "bake" && bake.from], ["bake", FROM]);
  assert.deepEqual(
    [deploy.needs, deploy.artifact, deploy.strategy, deploy.replicas, deploy.stopsOld],
    [["bake"], { output: "bake.artifact" }, "redblack", undefined, false],
  );
  assert.deepEqual([deploy.bakeMs, deploy.watchMs, deploy.judging.mode], [
    60_000,
    10_000,
    "netops",
  ]);
});

Deno.test("every option of a release reaches its pipeline", () => {
  const canary = ["--strategy", "canary"];
  const cases: Record<
    keyof typeof RELEASE_OPTIONS,
    readonly [
      words: readonly string[],
      is: (stage: StageSpecOf<"deploy">) => unknown,
      want: unknown,
    ]
  > = {
    // What --from leads to is read_source's.
    from: [[], (stage) => stage.artifact, { output: "bake.artifact" }],
    strategy: [["--strategy", "highlander"], (stage) => stage.strategy, "highlander"],
    steps: [[...canary, "--steps", "2.5, 10%,50"], (stage) => stage.sharesPercent, [2.5, 10, 50]],
    bake: [[...canary, "--bake", "15s"], (stage) => stage.bakeMs, 15_000],
    replicas: [["--replicas", "3"], (stage) => stage.replicas, 3],
    watch: [["--watch", "0s"], (stage) => stage.watchMs, 0],
    ready: [["--ready", "3m"], (stage) => stage.readyMs, 180_000],
    drain: [["--drain", "5s"], (stage) => stage.drainMs, 5_000],
    stopOld: [["--stop-old"], (stage) => stage.stopsOld, true],
    canaryConfig: [canary, (stage) => stage.judging.config, { name: "mine" }],
    judge: [[...canary, "--judge", "kayenta"], (stage) => stage.judging.mode, "kayenta"],
    check: [
      [...canary, "--check", "/a=404~no", "--check", "/b"],
      (stage) => stage.judging.checks,
      [{ path: "/a", status: 404, body: "no" }, { path: "/b", status: 200 }],
    ],
    step: [[...canary, "--step", "2s"], (stage) => stage.judging.stepMs, 2_000],
    warmup: [[...canary, "--warmup", "4s"], (stage) => stage.judging.warmupMs, 4_000],
    extend: [[...canary, "--extend", "2"], (stage) => stage.judging.extensions, 2],
    prometheus: [
      [...canary, "--prometheus", "http://127.0.0.1:9090/"],
      (stage) => stage.judging.prometheusUrl,
      "http://127.0.0.1:9090",
    ],
    mostDropped: [["--most-dropped", "7"], (stage) => stage.mostDropped, 7],
  };
  for (const [name, [words, is, want]] of Object.entries(cases)) {
    const { deploy } = stagesOf(words, name === "canaryConfig" ? { name: "mine" } : undefined);
    assert.deepEqual(is(deploy), want, name);
  }
});

Deno.test("what only a judged release has makes it a canary, unless a strategy is told", () => {
  const cases: readonly (readonly string[])[] = [
    ...[["--steps", "5"], ["--bake", "9s"], ["--judge", "netops"], ["--check", "/"]],
    ...[["--step", "1s"], ["--warmup", "1s"], ["--extend", "0"]],
    ["--prometheus", "http://127.0.0.1"],
  ];
  for (const words of cases) {
    assert.equal(stagesOf(words).deploy.strategy, "canary", words.join(" "));
  }
  assert.equal(stagesOf([], { name: "c" }).deploy.strategy, "canary");
  assert.equal(stagesOf(["--watch", "1s", "--replicas", "2"]).deploy.strategy, "redblack");
});

Deno.test("a judge or check that would not be asked is refused, with who asks it", () => {
  const cases: readonly (readonly string[])[] = [
    ...[["--judge", "netops"], ["--check", "/"], ["--step", "1s"], ["--warmup", "1s"]],
    ...[["--extend", "0"], ["--prometheus", "http://127.0.0.1"]],
  ];
  const refused = (words: readonly string[]) =>
    assert.throws(() => stagesOf(words), (error: NetopsError) => {
      assert.equal(error.code, "USAGE", words.join(" "));
      assert.match(error.message, /means nothing to (redblack|none|highlander)/);
      return /--strategy (rolling|redblack|canary)/.test(error.fix ?? "");
    }, words.join(" "));
  for (const words of cases) refused(["--strategy", "redblack", ...words]);
  refused(["--strategy", "none", "--stop-old"]);
  refused(["--strategy", "highlander", "--stop-old"]);
  refused(["--strategy", "none", "--most-dropped", "1"]);
  assert.throws(() => stagesOf(["--strategy", "rolling"], { name: "c" }), /--canary-config means/);
});

Deno.test("a pace that a strategy does not have is told, not refused", () => {
  const ignored = (...words: readonly string[]) => ignoredOptions({ options: optionsOf(words) });
  assert.deepEqual(
    ignored("--strategy", "redblack", "--steps", "5,50", "--bake", "1s"),
    ["--steps", "--bake"],
  );
  assert.deepEqual(ignored("--strategy", "rolling", "--steps", "30", "--bake", "0s"), ["--bake"]);
  assert.deepEqual(ignored("--strategy", "none", "--watch", "0s", "--drain", "1s"), [
    ...["--watch", "--drain"],
  ]);
  assert.deepEqual(ignored("--steps", "5"), []);
});

Deno.test("words that cannot be read are refused with how to write them", () => {
  const canary = ["--strategy", "canary"];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[...canary, "--steps", "50,25"], /each must be more than the one before/],
    [[...canary, "--steps", "0,10"], /each is a percent/],
    [[...canary, "--steps", "10,100"], /each is a percent/],
    [[...canary, "--steps", "ten"], /each is a percent/],
    [[...canary, "--steps", ""], /each is a percent/],
    [[...canary, "--check", "health"], /no PATH/],
    [[...canary, "--check", "/=200~["], /Invalid regular expression/],
    [[...canary, "--prometheus", "localhost:9090"], /no address/],
    [[...canary, "--prometheus", "http://prometheus.example:9090"], /this machine only/],
    [["--replicas", "0"], /--replicas/],
    [["--replicas", "51"], /--replicas/],
    [["--strategy", "blue"], /--strategy/],
    [["--watch", "8d"], /--watch/],
    [[...canary, "--step", "500ms"], /--step/],
    [[...canary, "--extend", "11"], /--extend/],
  ];
  for (const [words, why] of cases) {
    assert.throws(
      () => stagesOf(words),
      (error: NetopsError) => error.code === "USAGE" && why.test(error.message),
      words.join(" "),
    );
  }
});

Deno.test("a path of a check may hold a query, and its last =NNN is the status", () => {
  const [first, second] = ["/x?a=b", "/x?a=200=404~a=b~c"].map((text) =>
    stagesOf(["--strategy", "canary", "--check", text]).deploy.judging.checks[0]
  );
  assert.deepEqual(first, { path: "/x?a=b", status: 200 });
  assert.deepEqual(second, { path: "/x?a=200", status: 404, body: "a=b~c" });
});

Deno.test("rollbackPipeline() goes to a group by name, or to what served before", () => {
  const to = (name?: string) =>
    PipelineSpec.parse(rollbackPipeline("hello", name)).stages.map((stage) =>
      stage.type === "rollback" ? stage.to : stage.type
    );
  assert.deepEqual([to("hello-v003"), to()], [["hello-v003"], [undefined]]);
});
