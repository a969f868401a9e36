import assert from "node:assert/strict";
import fc from "fast-check";
import { moveUri, resolverOf, resolveUri } from "./resolve_uri.ts";

const BASE = "http://127.66.1.1:9000/t1/v1/v0/playlist.m3u8?exp=1&sig=a";

Deno.test("resolveUri() resolves what playlists write", () => {
  const cases: [string, string][] = [
    ["1.m4s?exp=1", "http://127.66.1.1:9000/t1/v1/v0/1.m4s?exp=1"],
    ["../a0/1.m4s", "http://127.66.1.1:9000/t1/v1/a0/1.m4s"],
    ["./x/./1.m4s", "http://127.66.1.1:9000/t1/v1/v0/x/1.m4s"],
    ["/other/1.m4s", "http://127.66.1.1:9000/other/1.m4s"],
    ["//127.0.0.9:1/x", "http://127.0.0.9:1/x"],
    ["https://127.0.0.9/x?y#z", "https://127.0.0.9/x?y"],
    ["?other", "http://127.66.1.1:9000/t1/v1/v0/playlist.m3u8?other"],
    ["", BASE],
    ["../../../../..", "http://127.66.1.1:9000/"],
  ];
  for (const [reference, expected] of cases) assert.equal(resolveUri(BASE, reference), expected);
});

Deno.test("resolveUri() agrees with URL on paths and queries", () => {
  const segment = fc.constantFrom("a", "b0", ".", "..", "1.m4s");
  const reference = fc.tuple(
    fc.constantFrom("", "/"),
    fc.array(segment, { minLength: 1, maxLength: 6 }),
    fc.constantFrom("", "?exp=1&sig=x", "?c=127.0.0.1"),
  ).map(([root, path, query]) => root + path.join("/") + query);
  fc.assert(fc.property(reference, (text) => {
    assert.equal(resolveUri(BASE, text), new URL(text, BASE).href);
  }));
});

Deno.test("moveUri() keeps the place below the folder, and leaves strangers alone", () => {
  const from = "http://127.66.1.1:9000/t1/v1/master.m3u8?exp=1";
  const to = "http://127.66.2.1:9001/t1/v1/master.m3u8?exp=2";
  assert.equal(
    moveUri("http://127.66.1.1:9000/t1/v1/v0/1.m4s?exp=1", from, to),
    "http://127.66.2.1:9001/t1/v1/v0/1.m4s?exp=1",
  );
  assert.equal(moveUri("http://127.0.0.9/x/1.m4s", from, to), "http://127.0.0.9/x/1.m4s");
});

Deno.test("resolverOf() resolves as resolveUri() does", () => {
  const piece = fc.constantFrom(
    "a",
    "1.m4s",
    "..",
    ".",
    "/",
    "//",
    ":",
    "?",
    "?x=1/..",
    "#z",
    "\\",
    "",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const reference = pieces.join("");
      assert.equal(resolverOf(BASE)(reference), resolveUri(BASE, reference), reference);
    }),
    { numRuns: 2_000 },
  );
});
