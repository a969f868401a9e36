import assert from "node:assert/strict";
import { parseDurationMs } from "@netops/core";
import { PipelineSpec } from "@netops/core/contracts";
import fc from "fast-check";
import { upstreamOf } from "./check_graph.ts";
import { lintPipeline } from "./lint_pipeline.ts";
import { pipelineFileSchema } from "./pipeline_schema.ts";
import { absolutePaths, toDraft } from "./to_spec.ts";
import { validPipelines } from "./valid_pipelines.ts";

const WORLD = { experiments: ["instance-hangs"], queryProblem: () => undefined };
const RUNS = { numRuns: 300, seed: 7 };

function specOf(file: unknown) {
  const draft = toDraft(pipelineFileSchema.parse(file), { name: "any" });
  return absolutePaths(draft, { resolve: (path) => new URL(path, "file:///home/me/").pathname });
}

Deno.test("whatever the grammar of files takes, the contract takes, and nothing of it is a finding", () => {
  fc.assert(
    fc.property(validPipelines, (file) => {
      const spec = specOf(file);
      const parsed = PipelineSpec.safeParse(spec);
      assert.ok(parsed.success, parsed.error?.message);
      assert.deepEqual(lintPipeline(spec, WORLD), []);
    }),
    RUNS,
  );
});

Deno.test("nothing that was written is lost: every value is found again, times in ms", () => {
  fc.assert(
    fc.property(validPipelines, (file) => {
      const stages = file["stages"] as Record<string, unknown>[];
      const inside = specOf(file).stages as unknown as Record<string, unknown>[];
      stages.forEach((stage, at) => {
        for (const [key, value] of Object.entries(stage)) {
          if (["from", "command", "dir", "script", "judging", "steps"].includes(key)) continue;
          const isTime = `${key}Ms` in inside[at]!;
          const expected = isTime ? parseDurationMs(String(value)) : value;
          assert.deepEqual(inside[at]![isTime ? `${key}Ms` : key], expected, key);
        }
      });
    }),
    RUNS,
  );
});

Deno.test("a stage without needs comes after every stage of the chain before it", () => {
  fc.assert(
    fc.property(validPipelines, (file) => {
      const stages = file["stages"] as { name: string; needs?: string[] }[];
      const upstream = upstreamOf(specOf(file));
      stages.forEach(({ name, needs }, at) => {
        const before = stages[at - 1];
        const direct = needs ?? (before === undefined ? [] : [before.name]);
        const all = direct.flatMap((needed) => [needed, ...upstream.get(needed) ?? []]);
        assert.deepEqual([...upstream.get(name) ?? []].sort(), [...new Set(all)].sort());
      });
    }),
    RUNS,
  );
});
