import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

/** Where packages are named: for all, and for one floor alone. */
const MAPS = ["deno.json", "load/deno.json"];

Deno.test("every import of deno.json is pinned and explained in docs/dependencies.md", async () => {
  const page = await Deno.readTextFile(new URL("docs/dependencies.md", ROOT));
  for (const [name, target] of await readImports()) {
    const [, scoped, version] =
      /^npm:\/?((?:@[^/]+\/)?[^@/]+)@(\d+\.\d+\.\d+[^/]*)\/?$/.exec(target) ??
        [];
    assert.ok(version, `${name} must be pinned to an exact npm version, not ${target}`);
    // Types stand in under the name of what they describe.
    const row = scoped?.startsWith("@types/") ? scoped : name;
    assert.match(
      page,
      new RegExp(`\\| \`${row}\` \\| ${version.replaceAll(".", "\\.")} \\|`),
      name,
    );
  }
});

async function readImports(): Promise<[string, string][]> {
  const maps = await Promise.all(MAPS.map(async (path) => {
    const { imports = {} } = JSON.parse(await Deno.readTextFile(new URL(path, ROOT))) as {
      imports?: Record<string, string>;
    };
    return Object.entries(imports);
  }));
  return maps.flat();
}
