import assert from "node:assert/strict";
import { undocumented } from "./doc_lint.ts";
import type { Declaration, Door } from "./doors.ts";
import { compareSurfaces, linesOf } from "./surfaces.ts";

function declaration(kind: string, doc?: string): Declaration {
  return {
    kind,
    declarationKind: "export",
    location: { filename: "file:///a/x.ts", line: 3 },
    ...(doc === undefined ? {} : { jsDoc: { doc } }),
  };
}

const DOOR: Door = {
  name: "core",
  symbols: [
    { name: "play", declarations: [declaration("function", "Plays.")] },
    {
      name: "Event",
      declarations: [declaration("variable", "A thing."), declaration("typeAlias")],
    },
    { name: "bare", declarations: [declaration("function")] },
  ],
};

Deno.test("linesOf() names each export once with its kinds, sorted", () => {
  assert.deepEqual(linesOf(DOOR), [
    "Event (typeAlias, variable)",
    "bare (function)",
    "play (function)",
  ]);
});

Deno.test("compareSurfaces() says what was added and what is gone", () => {
  assert.deepEqual(compareSurfaces(["a", "b"], ["b", "c"]), ["- a", "+ c"]);
  assert.deepEqual(compareSurfaces(["a"], ["a"]), []);
});

Deno.test("undocumented() asks for a comment on every exported name, once per name", () => {
  assert.deepEqual(undocumented([DOOR, DOOR]), ["/a/x.ts:3: bare has no JSDoc"]);
});
