import assert from "node:assert/strict";
import { z } from "zod";
import { grammarFindings } from "./grammar_findings.ts";

const reference = z.union([
  z.strictObject({ output: z.string({ error: "STAGE.FIELD" }) }, { error: "{output}" }),
  z.strictObject({ parameter: z.string({ error: "a name" }) }, { error: "{parameter}" }),
], { error: "{output: X} or {parameter: X}" });
const SCHEMA = z.strictObject({
  name: z.string({ error: "text" }),
  mode: z.enum(["fast", "slow"], { error: "fast or slow" }).optional(),
  count: z.int().min(2).max(5).optional(),
  value: z.union([z.string(), ...reference.options], { error: "text or a reference" }).optional(),
  stages: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("wait"), seconds: z.number({ error: "a number" }) }),
      z.strictObject({ type: z.literal("run"), command: z.array(z.string({ error: "a word" })) }),
    ], { error: "a stage" }),
    { error: "a list of stages" },
  ).default([]),
}, { error: "a map" });

const GOOD = { name: "x" };

const WRONG: readonly { value: unknown; path: (string | number)[]; says: string; fix?: string }[] =
  [
    { value: 3, path: [], says: "It must be a map, not 3" },
    { value: {}, path: ["name"], says: "name is missing", fix: "add name: text" },
    {
      ...{ value: { nmae: "x" }, path: ["nmae"], says: 'Unknown key "nmae"' },
      fix: 'did you mean "name"?',
    },
    {
      ...{ value: { ...GOOD, zebra: 1 }, path: ["zebra"], says: 'Unknown key "zebra"' },
      fix: "use one of name, mode, count, value, stages",
    },
    {
      ...{ value: { ...GOOD, mode: "fsat" }, path: ["mode"] },
      ...{ says: 'mode must be fast or slow, not "fsat"', fix: 'did you mean "fast"?' },
    },
    { value: { ...GOOD, count: 1 }, path: ["count"], says: "count must be at least 2, not 1" },
    { value: { ...GOOD, count: 6 }, path: ["count"], says: "count must be at most 5, not 6" },
    { value: { ...GOOD, count: "3" }, path: ["count"], says: 'count must be a number, not "3"' },
    {
      value: { ...GOOD, value: 3 },
      path: ["value"],
      says: "value must be text or a reference, not 3",
    },
    {
      ...{ value: { ...GOOD, value: { output: 3 } }, path: ["value", "output"] },
      says: "value.output must be STAGE.FIELD, not 3",
    },
    {
      ...{ value: { ...GOOD, value: { otput: "x" } }, path: ["value", "otput"] },
      ...{ says: 'Unknown key "otput" in value', fix: 'did you mean "output"?' },
    },
    {
      ...{ value: { ...GOOD, value: { zebra: "x" } }, path: ["value"] },
      says: "value must be text or a reference, not a map",
    },
    {
      value: { ...GOOD, stages: 3 },
      path: ["stages"],
      says: "stages must be a list of stages, not 3",
    },
    {
      ...{ value: { ...GOOD, stages: [{}] }, path: ["stages", 0, "type"] },
      ...{ says: "stages[0].type is missing", fix: "add type: one of wait, run" },
    },
    {
      ...{ value: { ...GOOD, stages: [{ type: "wiat" }] }, path: ["stages", 0, "type"] },
      says: 'stages[0].type must be one of wait, run, not "wiat"',
      fix: 'did you mean "wait"?',
    },
    {
      value: { ...GOOD, stages: [{ type: "wait", second: 3 }] },
      path: ["stages", 0, "second"],
      ...{ says: 'Unknown key "second" in stages[0]', fix: 'did you mean "seconds"?' },
    },
    {
      value: { ...GOOD, stages: [{ type: "run", command: ["a", 1] }] },
      path: ["stages", 0, "command", 1],
      says: "stages[0].command[1] must be a word, not 1",
    },
  ];

Deno.test("grammarFindings() says what of a value is wrong, where, and what was meant", () => {
  for (const { value, path, says, fix } of WRONG) {
    const findings = grammarFindings(SCHEMA, value);
    assert.equal(findings.length, 1, JSON.stringify(findings));
    assert.deepEqual([findings[0]?.path, findings[0]?.message], [path, says]);
    assert.equal(findings[0]?.fix, fix, says);
  }
});

Deno.test("grammarFindings() finds nothing in what fits, and everything in what does not", () => {
  assert.deepEqual(grammarFindings(SCHEMA, { ...GOOD, value: { parameter: "y" } }), []);
  const findings = grammarFindings(SCHEMA, { count: 9, stages: [{ type: "run" }, null] });
  assert.deepEqual(findings.map(({ message }) => message).sort(), [
    "count must be at most 5, not 9",
    "name is missing",
    "stages[0].command is missing",
    "stages[1] must be a stage, not nothing",
  ]);
});
