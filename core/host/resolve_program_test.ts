import assert from "node:assert/strict";
import { resolveProgram } from "./resolve_program.ts";

Deno.test("resolveProgram() finds what a shell would find, and nothing else", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/bin`);
    await Deno.writeTextFile(`${dir}/bin/tool`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.writeTextFile(`${dir}/bin/text`, "not a program", { mode: 0o644 });
    const path = `/nowhere:${dir}/bin`;
    assert.equal(resolveProgram("tool", path, "/"), `${dir}/bin/tool`);
    assert.equal(resolveProgram("text", path, "/"), undefined);
    assert.equal(resolveProgram("bin", dir, "/"), undefined, "a folder is no program");
    assert.equal(resolveProgram("./bin/tool", "", dir), `${dir}/./bin/tool`);
    assert.equal(resolveProgram("tool", "", dir), undefined);
    assert.equal(resolveProgram("tool", "bin", dir), `${dir}/bin/tool`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
