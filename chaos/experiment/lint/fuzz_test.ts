import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import type { Rng } from "@netops/core";
import {
  action,
  document,
  ExperimentWorld,
  fault,
  httpProbe,
  hypothesis,
} from "../experiment_fixture.ts";
import { readExperiment } from "../experiment.ts";
import { runExperiment } from "../run/run_experiment.ts";
import { lintText } from "./lint_experiment.ts";

const FILES = 1_000;
const GOOD = [
  document({
    ...hypothesis(
      httpProbe("a", 200),
      httpProbe("b", { type: "regex", pattern: "o.k", target: "body" }),
    ),
    method: [action("m", "echo", { pauses: { after: 0.1 } }), fault("f", { count: 1 }), {
      ref: "a",
    }],
    rollbacks: [action("r")],
    netops: { "time-box": "30s" },
  }),
  document({
    configuration: { n: { type: "env", key: "N", default: "1" } },
    ...hypothesis(httpProbe("p", { type: "jsonpath", path: "$.a", count: 1, target: "body" })),
    method: [fault("f", { percent: 50, parameters: { delayMs: 5 } })],
  }),
];
const WORDS = [null, true, -1, 1.5, "", "x", "${n}", "${outputs.f}", [], {}, [null], { type: "x" }];
const SCRAPS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  "\n",
  "\t",
  "- ",
  "&a ",
  "*a",
  "!!x ",
  "\u0000",
  "é",
  "null",
  "#",
];

Deno.test("a thousand damaged experiments never crash, never inject, and every mistake has its place", async () => {
  const rng = createFixedRng("experiments");
  const world = new ExperimentWorld();
  let refused = 0;
  for (let at = 0; at < FILES; at++) {
    const { text, file } = damaged(rng);
    const lines = text.split("\n").length + 1;
    const errors = lintText(text, file).filter(({ severity }) => severity === "error");
    for (const { line, column, message } of errors) {
      assert.ok(
        line >= 1 && line <= lines && column >= 1,
        `${line}:${column} ${message} in ${text}`,
      );
      assert.ok(message !== "");
    }
    if (errors.length === 0) continue;
    refused++;
    await assertRefused(text, file, world);
  }
  assert.ok(refused > FILES / 2, `only ${refused} were damaged`);
  assert.deepEqual([world.actions.injected, world.programs, world.requests], [[], [], []]);
});

Deno.test("as the Chaos Toolkit no damaged experiment crashes either", async () => {
  const rng = createFixedRng("toolkit");
  for (let at = 0; at < FILES / 4; at++) {
    const { text, file } = damaged(rng);
    if (
      lintText(text, file).some(({ path, severity }) => severity === "error" && path.length === 0)
    ) continue;
    const world = new ExperimentWorld();
    let isOver = false;
    const running = runExperiment(readExperiment(text, file), world.ports, {
      compat: "chaostoolkit",
      noValidation: at % 2 === 0,
    }).finally(() => isOver = true);
    for (let turn = 0; turn < 2_000 && !isOver; turn++) await world.timer.advance(10);
    assert.ok((await running).mode === "chaostoolkit");
    assert.deepEqual(world.actions.injected, []);
  }
});

async function assertRefused(text: string, file: string, world: ExperimentWorld): Promise<void> {
  const run = async () => await runExperiment(readExperiment(text, file), world.ports);
  await assert.rejects(
    run,
    (error: Error & { code?: string }) =>
      error.name === "SyntaxProblem" || error.code === "CONFIG_INVALID",
  );
}

/** A good experiment with one or two things changed: a value, a key, or letters of its text. */
function damaged(rng: Rng): { text: string; file: string } {
  const copy = structuredClone(GOOD[rng.integer(GOOD.length)]) as Record<string, unknown>;
  const isText = rng.next() < 0.4;
  if (!isText) { for (let times = 1 + rng.integer(2); times > 0; times--) damageValue(copy, rng); }
  const isYaml = rng.next() < 0.5;
  const text = JSON.stringify(copy, null, 2);
  return { text: isText ? damageText(text, rng) : text, file: isYaml ? "f.yaml" : "f.json" };
}

function damageValue(root: Record<string, unknown>, rng: Rng): void {
  let holder: Record<string, unknown> = root;
  for (;;) {
    const keys = Object.keys(holder);
    const key = keys[rng.integer(keys.length)];
    if (key === undefined) return;
    const inner = holder[key];
    const mayGoDown = typeof inner === "object" && inner !== null && rng.next() < 0.75;
    if (mayGoDown) {
      holder = inner as Record<string, unknown>;
      continue;
    }
    const way = rng.integer(3);
    if (way === 0) delete holder[key];
    else if (way === 1) holder[key] = structuredClone(WORDS[rng.integer(WORDS.length)]);
    else {
      holder[`${key}x`] = inner;
      delete holder[key];
    }
    return;
  }
}

function damageText(text: string, rng: Rng): string {
  const at = rng.integer(text.length);
  const scrap = SCRAPS[rng.integer(SCRAPS.length)] ?? "";
  return text.slice(0, at) + scrap + text.slice(at + rng.integer(4));
}
