import assert from "node:assert/strict";
import { readEnvironment, readSearchPath } from "./environment.ts";

Deno.test("readEnvironment() and readSearchPath() take out the folder in which Deno poses as Node", () => {
  const before = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", "/home/x/.cache/deno/node_compat_bin:/usr/bin:/bin");
  Deno.env.set("DENO_NODE_SHIM_ACTIVE", "1");
  try {
    const env = readEnvironment();
    assert.equal(env["PATH"], "/usr/bin:/bin");
    assert.equal(env["DENO_NODE_SHIM_ACTIVE"], undefined);
    assert.equal(readSearchPath(), "/usr/bin:/bin");
  } finally {
    Deno.env.set("PATH", before);
    Deno.env.delete("DENO_NODE_SHIM_ACTIVE");
  }
});
