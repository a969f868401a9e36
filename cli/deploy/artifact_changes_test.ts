import assert from "node:assert/strict";
import { artifactChanges } from "./artifact_changes.ts";

type Files = Readonly<Record<string, string>>;

async function inStore(old: Files, fresh: Files, use: (store: string) => void): Promise<void> {
  const store = await Deno.makeTempDir({ prefix: "netops-store-" });
  try {
    for (const [hash, files] of Object.entries({ old, fresh })) {
      await Deno.mkdir(`${store}/${hash}/lib`, { recursive: true });
      for (const [path, text] of Object.entries(files)) {
        await Deno.writeTextFile(`${store}/${hash}/${path}`, text);
      }
    }
    use(store);
  } finally {
    await Deno.remove(store, { recursive: true });
  }
}

Deno.test("artifactChanges() tells what was added, changed and removed", async () => {
  const old = { "a.js": "one", "b.js": "same", "lib/c.js": "gone" };
  await inStore(old, { "a.js": "two", "b.js": "same", "lib/d.js": "new" }, (store) => {
    assert.deepEqual(artifactChanges(store, { from: "old", to: "fresh" }), {
      ...{ added: ["lib/d.js"], changed: ["a.js"], removed: ["lib/c.js"] },
    });
  });
});

Deno.test("artifactChanges() tells links, modes and equal files apart", async () => {
  await inStore({ "a.sh": "x", "b.js": "y" }, { "a.sh": "x", "b.js": "y" }, (store) => {
    for (const hash of ["old", "fresh"]) Deno.symlinkSync("a.sh", `${store}/${hash}/same`);
    Deno.symlinkSync("a.sh", `${store}/old/link`);
    Deno.symlinkSync("b.js", `${store}/fresh/link`);
    Deno.chmodSync(`${store}/old/a.sh`, 0o400);
    Deno.chmodSync(`${store}/fresh/a.sh`, 0o500);
    const { changed } = artifactChanges(store, { from: "old", to: "fresh" })!;
    assert.deepEqual(changed, ["a.sh", "link"]);
  });
});

Deno.test("artifactChanges() of an artifact that is gone is not known", async () => {
  await inStore({}, {}, (store) => {
    assert.equal(artifactChanges(store, { from: "gone", to: "fresh" }), undefined);
    assert.equal(artifactChanges(store, { from: "old", to: "gone" }), undefined);
  });
});
