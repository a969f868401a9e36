import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

Deno.test("every import of deno.json is pinned and explained in docs/dependencies.md", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
    imports: Record<string, string>;
  };
  const page = await Deno.readTextFile(new URL("docs/dependencies.md", ROOT));
  for (const [name, target] of Object.entries(imports)) {
    const version = /^npm:(?:@[^/]+\/)?[^@/]+@(\d+\.\d+\.\d+[^/]*)$/.exec(target)?.[1];
    assert.ok(version, `${name} must be pinned to an exact npm version, not ${target}`);
    assert.match(
      page,
      new RegExp(`\\| \`${name}\` \\| ${version.replaceAll(".", "\\.")} \\|`),
      name,
    );
  }
});
