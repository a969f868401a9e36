import assert from "node:assert/strict";
import type { StageSpec } from "@netops/core/contracts";
import { resolveSpec } from "./resolve_spec.ts";

const VALUES = {
  outputs: { bake: { artifact: "abc", isNew: true }, idle: {}, load: { exitCode: 0 } },
  parameters: { tag: "v2", replicas: 3 },
};

function spec(type: StageSpec["type"], fields: Record<string, unknown>): StageSpec {
  return { name: "s", type, needs: [], onFailure: "halt", ...fields } as unknown as StageSpec;
}

function resolved(type: StageSpec["type"], fields: Record<string, unknown>) {
  const { name: _name, needs: _needs, onFailure: _onFailure, type: _type, ...rest } = resolveSpec(
    spec(type, fields),
    VALUES,
  );
  return rest;
}

Deno.test("a reference anywhere in a stage is replaced by its value; where text is meant it is text", () => {
  assert.deepEqual(resolved("deploy", { artifact: { output: "bake.artifact" } }), {
    artifact: "abc",
  });
  assert.deepEqual(resolved("resize", { group: { parameter: "replicas" } }), { group: "3" });
  assert.deepEqual(
    resolved("chaos", {
      targets: ["x", { parameter: "tag" }],
      variables: { n: { parameter: "replicas" } },
    }),
    { targets: ["x", "v2"], variables: { n: 3 } },
  );
  assert.deepEqual(
    resolved("assert", { that: [{ left: { output: "load.exitCode" }, is: "=", right: 0 }] }),
    { that: [{ left: 0, is: "=", right: 0 }] },
  );
  assert.deepEqual(resolved("until", { question: { url: { parameter: "tag" }, status: 200 } }), {
    question: { url: "v2", status: 200 },
  });
  assert.deepEqual(resolved("run", { env: { A: { output: "bake.isNew" } }, command: ["a"] }), {
    env: { A: "true" },
    command: ["a"],
  });
});

Deno.test("what only looks like a reference stays as it is", () => {
  const same = [
    ["run", { env: { parameter: "x", output: "a.b" } }],
    ["http", { body: { output: "a.b" }, headers: { parameter: "x" } }],
    ["deploy", { judging: { config: { parameter: "x" } } }],
    ["assert", { that: [{ left: { parameter: "tag", more: 1 }, is: "=", right: 1 }] }],
  ] as const;
  for (const [type, fields] of same) assert.deepEqual(resolved(type, fields), fields);
});

Deno.test("a reference without a value names stage and field, and what there is", () => {
  const refused = (reference: unknown, message: RegExp) =>
    assert.throws(() => resolved("http", { headers: { a: reference } }), {
      code: "CONFIG_INVALID",
      message,
      details: { place: "s.headers.a", ...(reference as object) },
    });
  refused(
    { output: "bake.group" },
    /^Cannot fill in s.headers.a as the stage bake gave out no group; it gave out: artifact, isNew$/,
  );
  refused({ output: "idle.group" }, /the stage idle gave out nothing: it failed or was skipped$/);
  refused({ output: "later.group" }, /the stage later is not over$/);
  refused({ parameter: "tga" }, /the parameter tga has no value; there are: tag, replicas$/);
  refused({ parameter: "constructor" }, /the parameter constructor has no value/);
  refused({ output: "constructor.name" }, /the stage constructor is not over/);
});
