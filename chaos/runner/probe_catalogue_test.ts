import assert from "node:assert/strict";
import { PlatformProbes, type PlatformProbesOptions } from "./platform_probes.ts";
import { PLATFORM_PROBES } from "./probe_catalogue.ts";

Deno.test("every probe that can be asked is in the catalogue and in the docs, and no other", async () => {
  const { names } = new PlatformProbes({} as PlatformProbesOptions);
  const listed = PLATFORM_PROBES.map(({ name }) => name);
  assert.deepEqual(listed.toSorted(), names.toSorted());
  const docs = await Deno.readTextFile(new URL("../../docs/experiments.md", import.meta.url));
  const rows = PLATFORM_PROBES.map(({ name, parameters, summary }) => {
    const takes = Object.keys(parameters).map((parameter) => `\`${parameter}\``).join(", ");
    return `| \`${name}\` | ${takes} | ${summary} |`;
  });
  for (const row of rows) assert.ok(docs.includes(row), `docs/experiments.md lacks: ${row}`);
});
