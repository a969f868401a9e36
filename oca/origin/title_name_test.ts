import assert from "node:assert/strict";
import fc from "fast-check";
import { checkName, checkTitleId, titleIdOf } from "./title_name.ts";

const FREE = () => false;

Deno.test("titleIdOf() makes an id of a name", () => {
  assert.equal(titleIdOf("Über den Wolken", FREE), "uber-den-wolken");
  assert.equal(titleIdOf("Straße №5", FREE), "strasse-no5");
  assert.equal(titleIdOf("東京物語", FREE), "title");
  assert.equal(titleIdOf("Fill", FREE), "fill-2", "OCAs use this word themselves");
});

Deno.test("titleIdOf() takes the next free number", () => {
  const taken = ["movie", "movie-2"];
  assert.equal(titleIdOf("Movie", (id) => taken.includes(id)), "movie-3");
});

Deno.test("whatever a title is called, its id is one that is accepted", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
    const id = titleIdOf(name, FREE);
    assert.equal(checkTitleId(id), id);
  }));
});

Deno.test("ids that are paths, too long or reserved are refused", () => {
  for (
    const id of ["", "../x", "a/b", "A", "-a", "a".repeat(65), "fill", "healthz", "a.b", "a\n"]
  ) {
    assert.throws(() => checkTitleId(id), { code: "REQUEST_INVALID" }, JSON.stringify(id));
  }
});

Deno.test("names are for people: trimmed, not empty, without control characters", () => {
  assert.equal(checkName("  Über den Wolken "), "Über den Wolken");
  for (const name of ["", "  ", "a\u001b[2J", "a".repeat(201)]) {
    assert.throws(() => checkName(name), { code: "REQUEST_INVALID" });
  }
});
