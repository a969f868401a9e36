import assert from "node:assert/strict";
import type { ValueMap } from "../python/value.ts";
import { loadConfiguration } from "./configuration.ts";
import { loadSecrets } from "./secrets.ts";
import { mergeVariables, readVariables } from "./variables.ts";

const env = { A: "alpha", N: "42" };

Deno.test("configuration comes from the environment with type and default, or as it is written", () => {
  const info = {
    plain: [1],
    a: { type: "env", key: "A" },
    n: { type: "env", key: "N", env_var_type: "int" },
    d: { type: "env", key: "NOPE", default: null },
    probe: { type: "probe" },
  };
  assert.deepEqual(loadConfiguration(info as ValueMap, { env }), {
    plain: [1],
    a: "alpha",
    n: 42,
    d: null,
    probe: { type: "probe" },
  });
  const missing = { a: { type: "env", key: "NOPE" } };
  assert.throws(() => loadConfiguration(missing, { env }), { name: "InvalidExperiment" });
});

Deno.test("variables replace what is declared and add nothing", () => {
  const vars: ValueMap = { a: "new", other: 1 };
  assert.deepEqual(loadConfiguration({ a: "old" }, { env, vars }), { a: "new" });
});

Deno.test("a file setting is read where that is allowed, and is a mapping where it is not", () => {
  const info = { k: { type: "file", path: "p" } };
  const readFile = (path: string) => `text of ${path}\n`;
  assert.deepEqual(loadConfiguration(info, { env, readFile }), { k: "text of p" });
  assert.deepEqual(loadConfiguration(info, { env }), info);
  assert.deepEqual(loadSecrets({ g: info }, { env, readFile }), { g: { k: "text of p" } });
});

Deno.test("secrets have groups, and no defaults", () => {
  const info = { g: { a: { type: "env", key: "A" }, plain: 1 }, v: { s: { type: "vault" } } };
  assert.deepEqual(loadSecrets(info, { env }), { g: { a: "alpha", plain: 1 }, v: { s: {} } });
  const missing = { g: { a: { type: "env", key: "NOPE", default: "x" } } };
  assert.throws(() => loadSecrets(missing, { env }), { name: "InvalidExperiment" });
  assert.deepEqual(loadSecrets({ g: { a: 1 } }, { env, vars: { g: { a: 2 } } }), { g: { a: 2 } });
});

Deno.test("--var has a type, and files go over each other in order", () => {
  assert.deepEqual(readVariables(["a=b=c", "n:int=5", "b:bool=off", "x:y:json=[1]"]), {
    a: "b=c",
    n: 5,
    b: true,
    "x:y": [1],
  });
  for (const bad of ["plain", "n:int=x", "n:magic=1", "j:json={"]) {
    assert.throws(() => readVariables([bad]), { kind: "ValueError" }, bad);
  }
  const merged = mergeVariables({ c: 3 }, [
    { path: "a.json", text: '{"configuration": {"a": 1, "b": 1}, "secrets": {"s": {"k": 1}}}' },
    { path: "b.yaml", text: "configuration: {b: 010}\n" },
    { path: "c.env", text: "# no\nX=1=2\n" },
    { path: "bad.json", text: "{" },
  ]);
  assert.deepEqual(merged.configuration, { a: 1, b: 8, c: 3 });
  assert.deepEqual([merged.secrets, merged.env], [{ s: { k: 1 } }, { X: "1=2" }]);
  assert.throws(() => mergeVariables({}, [{ path: "x.env", text: "no equals" }]), {
    kind: "ValueError",
  });
});
