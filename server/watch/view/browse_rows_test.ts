import assert from "node:assert/strict";
import type { TitleRow } from "@netops/core/contracts";
import {
  designBrowse,
  isFinished,
  isStarted,
  nextTitle,
  progressOf,
  rowsOfCatalog,
} from "./browse_rows.ts";
import { titleOf } from "./view_fixture.ts";

const [A, B, C] = [titleOf("a"), titleOf("b"), titleOf("c")];

function row(id: string, ...titles: TitleRow["titles"]): TitleRow {
  return { id, title: id, titles };
}

Deno.test("in a small catalogue rows without anything new become the guide, and repeats go", () => {
  const design = designBrowse([
    row("popular", A, B, C),
    row("new", C, B, A),
    row("genre-drama", A),
    row("genre-tests", B, C),
    row("genre-empty"),
  ]);
  assert.deepEqual(design.rows.map(({ id, layout }) => [id, layout]), [["popular", "wide"]]);
  assert.deepEqual(design.guide.map(({ id }) => id), ["genre-drama", "genre-tests"]);
});

Deno.test("in a large catalogue every row keeps its pictures", () => {
  const many = Array.from({ length: 9 }, (_, index) => titleOf(`t${index}`));
  const design = designBrowse([row("all", ...many), row("some", ...many.slice(0, 1))]);
  assert.deepEqual(design.rows.map(({ id, layout }) => [id, layout]), [
    ["all", "strip"],
    ["some", "strip"],
  ]);
  assert.deepEqual(design.guide, []);
});

Deno.test("what was begun comes first in a row of its own, and something fresh is in front", () => {
  const begun = { ...A, positionMs: 20_000 };
  const design = designBrowse([row("popular", begun, B, C), row("continue", begun)]);
  assert.deepEqual(design.rows.map(({ id }) => id), ["continue", "popular"]);
  assert.equal(design.hero?.id, "b");
  assert.equal(designBrowse([row("continue", begun)]).hero?.id, "a");
  assert.equal(designBrowse([]).hero, undefined);
});

Deno.test("what was just finished is neither in front nor next, begun or not begun", () => {
  const seen = { ...A, positionMs: 59_800 };
  const rows = [row("popular", A, B), row("again", A)];
  assert.equal(designBrowse(rows).hero?.id, "b");
  assert.equal(designBrowse([row("popular", seen, B)]).hero?.id, "b");
  assert.equal(nextTitle(rows, "b")?.id, "a", "all seen: better this than nothing");
  assert.equal(nextTitle([row("popular", A, B, C), row("again", C)], "a")?.id, "b");
  assert.equal(nextTitle([row("popular", A)], "a"), undefined);
  assert.deepEqual([isFinished(seen), isStarted(seen)], [true, false]);
});

Deno.test("a row of one card is a line of the guide in a small catalogue", () => {
  const design = designBrowse([row("because-a", B), row("popular", A, B, C), row("again", A)]);
  assert.deepEqual(design.rows.map(({ id }) => id), ["popular"]);
  assert.deepEqual(design.guide.map(({ id }) => id), ["because-a", "again"]);
  assert.deepEqual(designBrowse([row("all", A)]).rows.map(({ id }) => id), ["all"]);
});

Deno.test("progressOf() is nothing at the beginning and all at the end", () => {
  const at = (positionMs: number) => progressOf({ ...A, positionMs });
  assert.deepEqual([0, 500, 30_000, 59_500].map(at), [0, 0, 0.5, 1]);
  assert.equal(progressOf({ ...A, durationMs: 0, positionMs: 5_000 }), 0);
});

Deno.test("rowsOfCatalog() makes one row of everything, and none of nothing", () => {
  assert.deepEqual(rowsOfCatalog([A, B]).map(({ titles }) => titles.length), [2]);
  assert.deepEqual(rowsOfCatalog([]), []);
});
