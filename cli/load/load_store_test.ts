import assert from "node:assert/strict";
import { LoadStore } from "./load_store.ts";

Deno.test("loads are numbered, and found by id, by number and as the last", () => {
  const home = Deno.makeTempDirSync();
  try {
    const store = new LoadStore(home);
    assert.throws(() => store.read(), { code: "NOT_FOUND" });
    const ids = Array.from({ length: 11 }, () => store.begin());
    assert.deepEqual(ids.slice(0, 2), ["load-1", "load-2"]);
    Deno.writeTextFileSync(`${store.folder("load-2")}/report.json`, '{"id":"load-2"}');
    Deno.mkdirSync(`${home}/data/loads/strange`);
    assert.deepEqual(store.ids(), ids);
    assert.equal(store.read().id, "load-11");
    assert.equal(store.read().report, undefined);
    assert.deepEqual(store.read("2").report, { id: "load-2" });
    assert.throws(() => store.read("load-12"), { code: "NOT_FOUND" });
    assert.throws(() => store.read("../x"), { code: "NOT_FOUND" });
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});
