import assert from "node:assert/strict";
import fc from "fast-check";
import type { CatalogTitle } from "@netops/core/contracts";
import { rankRows } from "./rank_rows.ts";
import type { ViewingState, WatchedTitle } from "./viewing_state.ts";

const NOW_MS = 1_000_000_000;

function title(id: string, genres: readonly string[] = [], year = 2024): CatalogTitle {
  return {
    ...{ id, title: id.toUpperCase(), description: "", year, genres, durationMs: 100_000 },
    ...{ rungs: [], audioLanguages: [], captions: [], version: "v" },
    artwork: { background: "#000000", accent: "#ffffff", motif: "plain" },
  };
}

function watched(titleId: string, ratio: number, change: Partial<WatchedTitle> = {}): WatchedTitle {
  const positionMs = ratio * 100_000;
  const tsMs = NOW_MS - 600_000;
  return { titleId, positionMs, durationMs: 100_000, tsMs, isPlaying: false, ...change };
}

interface Given {
  readonly titles?: readonly CatalogTitle[];
  readonly watched?: readonly WatchedTitle[];
  readonly popularity?: Readonly<Record<string, number>>;
}

const TITLES = [
  title("a", ["Drama", "Crime"]),
  title("b", ["Drama"]),
  title("c", ["Crime", "Drama"]),
];

/** The rows as `id → titles`. */
function rowsOf(given: Given): Map<string, string[]> {
  const state: ViewingState = { firstSeenMs: 0, watched: given.watched ?? [], counted: [] };
  const popularity = new Map(Object.entries(given.popularity ?? {}));
  const titles = given.titles ?? TITLES;
  const rows = rankRows({ titles, state, popularity, nowMs: NOW_MS });
  return new Map(rows.map((row) => [row.id, row.titles.map(({ id }) => id)]));
}

Deno.test("somebody of whom nothing is known sees what is popular and what is new", () => {
  const input = { titles: TITLES, popularity: new Map([["b", 2]]), nowMs: NOW_MS };
  const rows = rankRows({ ...input, state: undefined });
  assert.deepEqual(rows.map(({ id, title }) => [id, title]), [
    ["popular", "Popular now"],
    ["new", "New"],
  ]);
  assert.deepEqual(rows[0]?.titles.map(({ id }) => id), ["b", "a", "c"]);
  assert.deepEqual(rankRows({ ...input, titles: [], state: undefined }), []);
});

Deno.test("continue watching holds what is begun and not seen to its end, the newest first", () => {
  const row = (ratio: number) => rowsOf({ watched: [watched("a", ratio)] }).get("continue");
  for (const ratio of [0, 0.03, 0.95, 1]) assert.equal(row(ratio), undefined, String(ratio));
  for (const ratio of [0.031, 0.5, 0.949]) assert.deepEqual(row(ratio), ["a"], String(ratio));
  const both = rowsOf({ watched: [watched("b", 0.5), watched("a", 0.5)] });
  assert.deepEqual(both.get("continue"), ["b", "a"]);
});

Deno.test("what is on a screen right now is in continue watching from its first moment", () => {
  const since = (ageMs: number) =>
    rowsOf({ watched: [watched("a", 0, { isPlaying: true, tsMs: NOW_MS - ageMs })] });
  assert.deepEqual(since(0).get("continue"), ["a"]);
  assert.equal(since(300_000).get("continue"), undefined);
});

Deno.test("continue watching says where the profile stopped", () => {
  const state = { firstSeenMs: 0, watched: [watched("a", 0.5)], counted: [] };
  const rows = rankRows({ titles: TITLES, state, popularity: new Map(), nowMs: NOW_MS });
  const { positionMs, durationMs } = rows[0]?.titles[0] ?? {};
  assert.deepEqual([positionMs, durationMs], [50_000, 100_000]);
});

Deno.test("watch again holds what was seen to its end, without a position", () => {
  const state = { firstSeenMs: 0, watched: [watched("a", 0.95)], counted: [] };
  const rows = rankRows({ titles: TITLES, state, popularity: new Map(), nowMs: NOW_MS });
  const again = rows.find(({ id }) => id === "again");
  assert.deepEqual(again?.titles.map(({ id }) => id), ["a"]);
  assert.equal(again?.titles[0]?.positionMs, undefined);
});

Deno.test("because you watched: more shared genres first, then popularity, never the title itself", () => {
  const row = (popularity: Readonly<Record<string, number>>) =>
    rowsOf({ watched: [watched("a", 0.5)], popularity }).get("because-a");
  assert.deepEqual(row({}), ["c", "b"]);
  assert.deepEqual(row({ b: 9 }), ["c", "b"]);
  const titles = [...TITLES, title("d", ["Drama"]), title("e", ["Opera"])];
  const more = rowsOf({ titles, watched: [watched("a", 0.5)], popularity: { d: 1 } });
  assert.deepEqual(more.get("because-a"), ["c", "d", "b"]);
});

Deno.test("because you watched: nothing that is begun or seen to its end, and no row without a title", () => {
  const seen = rowsOf({ watched: [watched("a", 1), watched("c", 0.98)] });
  assert.deepEqual([seen.get("because-a"), seen.get("because-c")], [["b"], undefined]);
  const begun = rowsOf({ watched: [watched("a", 0.5), watched("b", 0.4)] });
  assert.deepEqual(begun.get("because-a"), ["c"]);
  const all = rowsOf({ watched: ["a", "b", "c"].map((id) => watched(id, 1)) });
  assert.deepEqual([...all.keys()], ["popular", "new", "again"]);
});

Deno.test("titles that may not be shown are in no row, whatever was watched", () => {
  const ids = fc.constantFrom("a", "b", "c", "gone");
  const history = fc.uniqueArray(
    fc.record({ id: ids, ratio: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { selector: ({ id }) => id },
  );
  fc.assert(fc.property(history, fc.subarray(TITLES), (seen, titles) => {
    const rows = rowsOf({ titles, watched: seen.map(({ id, ratio }) => watched(id, ratio)) });
    const shown = new Set(titles.map(({ id }) => id));
    for (const [id, row] of rows) {
      assert.ok(row.length > 0 && row.every((each) => shown.has(each)), id);
      assert.equal(new Set(row).size, row.length);
    }
  }));
});

Deno.test("no row is longer than 20 titles", () => {
  const titles = Array.from({ length: 50 }, (_, index) => title(`t${index}`, ["Drama"], index));
  const rows = rowsOf({ titles, watched: [...titles].map(({ id }) => watched(id, 0.5)) });
  assert.ok([...rows.values()].every((row) => row.length <= 20));
  assert.equal(rows.get("new")?.[0], "t49");
});
