import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_TARGET_CHARS, readTarget, splitKey } from "./target.ts";

const HOST = "127.0.0.1:7070";
const read = (target: string) => readTarget(`http://${HOST}${target}`, HOST);

const TAKEN: Record<string, readonly [path: string, query: string]> = {
  "/": ["/", ""],
  "/hello/": ["/hello/", ""],
  "/hello?a=1&b=%zz&c=/../x": ["/hello", "?a=1&b=%zz&c=/../x"],
  "/a/./b": ["/a/b", ""],
  "/a/../b": ["/b", ""],
  "/../../a": ["/a", ""],
  "/a/%2e%2E/b": ["/b", ""],
  "/a/.%2e": ["/", ""],
  "/a/.": ["/a/", ""],
  "/a/..b": ["/a/..b", ""],
  "/a/%20b": ["/a/%20b", ""],
  "//a": ["//a", ""],
  "/?": ["/", "?"],
};

for (const [target, [path, query]] of Object.entries(TAKEN)) {
  Deno.test(`readTarget() takes ${target} as ${path}${query}`, () => {
    assert.deepEqual(read(target), { kind: "target", target: { path, query } });
  });
}

const REFUSED = [
  "/a#b",
  "/a?b#c",
  "/a\\b",
  "/a%2fb",
  "/a%2Fb",
  "/a%5Cb",
  "/a%00",
  "/a%",
  "/a%g0",
  "/\u00e9",
  "/a?\u00e9",
  "/a\u0001",
  `/${"a".repeat(MAX_TARGET_CHARS)}`,
];
for (const target of REFUSED) {
  Deno.test(`readTarget() refuses ${JSON.stringify(target.slice(0, 20))}`, () => {
    assert.equal(read(target).kind, "refused");
  });
}

for (
  const url of [
    "http://other:1/a",
    "https://127.0.0.1:7070/a",
    "http://u@127.0.0.1:7070/a",
    "http://127.0.0.1:70701/a",
    "http://127.0.0.1:7070",
    "ftp://127.0.0.1:7070/",
  ]
) {
  Deno.test(`readTarget() does not answer for ${url}`, () => {
    assert.equal(readTarget(url, HOST).kind, "misdirected");
  });
}

Deno.test("readTarget() takes a Host in any case", () => {
  assert.equal(readTarget("http://LOCALHOST:1/a", "localhost:1").kind, "target");
});

Deno.test("no taken path holds a dot segment, a fragment, or an encoded separator", () => {
  const piece = fc.constantFrom(
    "/",
    ".",
    "..",
    "a",
    "%2e",
    "%2E",
    "%2f",
    "%",
    "\\",
    "#",
    "?",
    "%41",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
    const reading = read(`/${pieces.join("")}`);
    if (reading.kind !== "target") return;
    const { path } = reading.target;
    assert.ok(path.startsWith("/"));
    assert.doesNotMatch(path, /[#\\?]|%2f|%5c|%00/i);
    for (const segment of path.split("/")) assert.doesNotMatch(segment, /^(?:\.|%2e){1,2}$/i);
    // What is normal stays as it is.
    assert.deepEqual(read(path), { kind: "target", target: { path, query: "" } });
  }));
});

Deno.test("splitKey() parts the route key from the rest", () => {
  assert.deepEqual(splitKey("/hello/a/b"), { key: "hello", rest: "/a/b" });
  assert.deepEqual(splitKey("/hello"), { key: "hello", rest: "/" });
  assert.deepEqual(splitKey("/"), { key: "", rest: "/" });
  assert.deepEqual(splitKey("//hello"), { key: "", rest: "/hello" });
});
