import assert from "node:assert/strict";
import { findK6, type K6Places } from "./find_k6.ts";

const PLACES: K6Places = { searchPath: "/bin", home: "/h", cacheDir: "/c", cwd: "/w" };

function search(places: Partial<K6Places>, there: readonly string[]) {
  return findK6(
    { ...PLACES, ...places },
    (name) => there.includes(name) ? `at:${name}` : undefined,
  );
}

Deno.test("k6 is looked for by flag, variable, path, home and cache, in this order", () => {
  const kept = "/c/netops-tools/k6-1.8.1/bin/k6";
  const all = ["/flag", "/variable", "k6", "/h/bin/k6", kept];
  const named = { flag: "/flag", variable: "/variable" };
  const found = (places: Partial<K6Places>, there: readonly string[]) => {
    const result = search(places, there);
    return result.kind === "found" ? [result.path, result.by] : result.kind;
  };
  assert.deepEqual(found(named, all), ["at:/flag", "--k6"]);
  assert.deepEqual(found({ variable: "/variable" }, all), ["at:/variable", "NETOPS_K6"]);
  assert.deepEqual(found({ variable: "" }, all), ["at:k6", "PATH"]);
  assert.deepEqual(found({}, all.slice(3)), ["at:/h/bin/k6", ".netops/bin"]);
  assert.deepEqual(found({}, all.slice(4)), [`at:${kept}`, "the cache"]);
  assert.equal(found({}, []), "missing");
});

Deno.test("a k6 that was named and is not there ends the search", () => {
  assert.deepEqual(search({ flag: "/gone" }, ["k6"]), {
    ...{ kind: "named-missing", name: "/gone", by: "--k6" },
  });
  assert.equal(search({ variable: "/gone" }, ["k6"]).kind, "named-missing");
});
