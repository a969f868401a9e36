import assert from "node:assert/strict";
import { PipelineSpec, type StageType } from "@netops/core/contracts";
import type { z } from "zod";
import { STAGE_OUTPUTS } from "../stages/stage_outputs.ts";
import { placeInStack } from "./call_place.ts";
import { definePipeline, type PipelineBuilder, stagePlaces } from "./define_pipeline.ts";
import { lintPipeline } from "./lint_pipeline.ts";
import { draftOf, GOOD } from "./pipeline_fixture.ts";
import type { Reference } from "./reference.ts";
import type { StageFile } from "./pipeline_schema.ts";
import type { StageOptions } from "./stage_options.ts";
import type { STAGE_SCHEMAS } from "./stage_schema.ts";

const HEAD = { name: "release", app: "shop" } as const;

function stagesOf(describe: (p: PipelineBuilder) => void) {
  return definePipeline(HEAD, describe).stages;
}

const code = definePipeline({
  ...HEAD,
  triggers: [{ type: "cron", schedule: "0 9 * * mon-fri", timeZone: "Europe/Berlin" }],
}, (p) => {
  const tier = p.parameter("tier", { default: "gold", options: ["gold", "tin"] });
  const most = p.parameter("most", { type: "number", default: 2 });
  const bake = p.bake("bake", { from: "./v2" });
  p.run("test", { command: ["npm", "test"], env: { TIER: tier } });
  const ship = p.deploy("ship", {
    ...{ strategy: "canary", steps: [5, 50], bake: "30s", artifact: bake.outputs.artifact },
  });
  p.approve("ask", { roles: ["release"] });
  p.assert("sure", { that: [{ left: ship.outputs.dropped, is: "<=", right: most }] });
});

Deno.test("a pipeline as code is the same as one in a file", () => {
  assert.deepEqual(code, draftOf(GOOD));
  assert.deepEqual(lintPipeline(code), []);
  assert.ok(PipelineSpec.safeParse(code).success);
});

Deno.test("using an output makes the user need its stage, wherever that stands", () => {
  const stages = stagesOf((p) => {
    const a = p.bake("a", { from: "." });
    const b = p.bake("b", { from: ".", needs: [] });
    p.deploy("c", { strategy: "redblack", artifact: a.outputs.artifact, needs: [b] });
    p.wait("d", { duration: 500, needs: [a, b] });
    p.wait("e", { duration: "1s", when: [{ left: b.outputs.isNew, is: "=", right: true }] });
  });
  assert.deepEqual(stages.map(({ needs }) => needs), [[], [], ["b", "a"], ["a", "b"], ["d"]]);
  const [, , , wait] = stages;
  assert.equal(wait?.type === "wait" && wait.durationMs, 500);
});

Deno.test("every type of stage has a method that gives out what its stage gives out", () => {
  const types = Object.keys(STAGE_OUTPUTS) as StageType[];
  stagesOf((p) => {
    for (const type of types) {
      const add = p[type] as (name: string, options: object) => { outputs: object };
      const { outputs } = add(type, {});
      assert.deepEqual(Object.keys(outputs), Object.keys(STAGE_OUTPUTS[type]));
    }
  });
});

Deno.test("an output that is misspelt is an error where types are not looked at, too", () => {
  assert.throws(
    () => stagesOf((p) => void (p.bake("b", { from: "." }).outputs as never)["artefact"]),
    { code: "CONFIG_INVALID", fix: "use one of artifact, version, isNew" },
  );
  stagesOf((p) => {
    const { outputs } = p.bake("b", { from: "." });
    assert.equal(JSON.stringify(outputs.artifact), '{"output":"b.artifact"}');
    assert.equal(JSON.stringify({ outputs }).includes("b.isNew"), true);
  });
});

Deno.test("where a stage was named is known, and changes nothing about the data", () => {
  const places = stagePlaces(code);
  assert.equal(places.size, 5);
  const own = import.meta.url;
  assert.deepEqual([...places.values()].map(({ url }) => url), Array(5).fill(own));
  const lines = [...places.values()].map(({ line }) => line);
  assert.deepEqual(lines, lines.toSorted((one, other) => one - other));
  assert.deepEqual(Object.keys(code), ["name", "app", "triggers", "parameters", "stages"]);
  assert.equal(stagePlaces({}).size, 0);
});

Deno.test("placeInStack() skips what is our own", () => {
  const stack = "Error: x\n    at f (file:///ours/a.ts:1:2)\n    at file:///me/p.ts:10:5";
  const isOwn = (url: string) => url.startsWith("file:///ours/");
  assert.deepEqual(placeInStack(stack, { isOwn }), { url: "file:///me/p.ts", line: 10, column: 5 });
  assert.equal(placeInStack("Error: x", { isOwn }), undefined);
});

/** Only checked by types: each line that is expected to be an error is one. */
export function mistakesOfTypes(p: PipelineBuilder): void {
  const most = p.parameter("most", { type: "number", default: 2 });
  const number: Reference<number> = most;
  const text: Reference<string> = p.parameter("who");
  // @ts-expect-error the default of a number is a number
  p.parameter("odd", { type: "number", default: "2" });
  const bake = p.bake("bake", { from: "./v2" });
  // @ts-expect-error it gives out no artefact
  p.deploy("a", { strategy: "canary", artifact: bake.outputs.artefact });
  // @ts-expect-error an artifact is text
  p.deploy("b", { strategy: "canary", artifact: bake.outputs.isNew });
  // @ts-expect-error an artifact is text
  p.deploy("c", { strategy: "canary", artifact: most });
  // @ts-expect-error there is no such strategy
  p.deploy("d", { strategy: "blue" });
  // @ts-expect-error a time has a unit
  p.wait("e", { duration: "5" });
  // @ts-expect-error there is no such key
  p.wait("f", { duration: "5s", until: 3 });
  // @ts-expect-error a bake is from somewhere
  p.bake("g");
  // @ts-expect-error needs are stages, not names
  p.wait("h", { duration: "1s", needs: ["bake"] });
  p.approve("i");
  p.http("j", { url: text, headers: { most: number } });
}

type Keys<T> = T extends unknown ? keyof T : never;
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;

/** Only checked by types: each type of stage takes the same keys in code and in a file. */
export const SAME_KEYS: {
  readonly [T in StageType]: Same<
    Keys<StageOptions[T]>,
    Exclude<Keys<z.output<typeof STAGE_SCHEMAS[T]>>, "name" | "type">
  >;
} = {
  ...{ bake: true, run: true, deploy: true, canary: true, resize: true, enable: true },
  ...{ disable: true, destroy: true, rollback: true, approve: true, wait: true, until: true },
  ...{ assert: true, http: true, pipeline: true, chaos: true, load: true },
};

/** Only checked by types: there is no type of stage that a file cannot have. */
export const SAME_TYPES: Same<StageFile["type"], StageType> = true;
