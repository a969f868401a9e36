import assert from "node:assert/strict";
import { testPackage } from "./catalog_fixture.ts";
import { plainRows } from "./rows.ts";
import { compareFacts, composeTitles, factsOf, withoutLicence } from "./titles.ts";

const NOBODY = new Map();

Deno.test("the built-in titles come first in their order, then what was added, the newest first", () => {
  const ids = ["zebra", "colour-bars", "apple", "night-signal", "harbour-lights"];
  const facts = ids.map((id, index) => factsOf(testPackage(id), index));
  assert.deepEqual(
    composeTitles(facts, NOBODY).map(({ id }) => id),
    ["night-signal", "harbour-lights", "colour-bars", "apple", "zebra"],
  );
});

Deno.test("a title that a user added has the name of its package and no limits", () => {
  const addedAtMs = Date.UTC(2031, 5, 1);
  const [title] = composeTitles([factsOf(testPackage("mine"), addedAtMs)], NOBODY);
  assert.equal(title?.title, "Name of mine");
  assert.deepEqual([title?.year, title?.countries, title?.window], [2031, "all", {}]);
  assert.equal(title?.artwork.motif, "plain");
});

Deno.test("what people see says nothing of the licence, and keeps all else", () => {
  const licence = { countries: ["DE"], window: { fromMs: 1 } };
  const [title] = composeTitles(
    [factsOf(testPackage("night-signal"), 0)],
    new Map([["night-signal", licence]]),
  );
  assert.deepEqual(title?.countries, ["DE"]);
  const { countries: _countries, window: _window, ...rest } = title!;
  assert.deepEqual(withoutLicence(title!), rest);
});

Deno.test("compareFacts() writes what is new or changed, removes what is gone, and nothing else", () => {
  const kept = ["a", "b", "c"].map((id) => factsOf(testPackage(id), 7));
  const now = [testPackage("a"), testPackage("b", { version: "new" }), testPackage("d")];
  const { put, removed } = compareFacts(kept, now, 9);
  assert.deepEqual(put.map(({ titleId, addedAtMs }) => [titleId, addedAtMs]), [["b", 7], ["d", 9]]);
  assert.deepEqual(removed, ["c"]);
  assert.deepEqual(compareFacts(kept, ["a", "b", "c"].map((id) => testPackage(id)), 9), {
    put: [],
    removed: [],
  });
});

Deno.test("plainRows() has popular, new and one row for each genre, and none when there is nothing", () => {
  const facts = ["night-signal", "harbour-lights", "colour-bars"]
    .map((id) => factsOf(testPackage(id), 0));
  const rows = plainRows(composeTitles(facts, NOBODY));
  assert.deepEqual(rows.slice(0, 2).map(({ id }) => id), ["popular", "new"]);
  const documentary = rows.find(({ title }) => title === "Documentary");
  assert.deepEqual(documentary?.titles.map(({ id }) => id), ["harbour-lights", "colour-bars"]);
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  assert.deepEqual(plainRows([]), []);
});
