import assert from "node:assert/strict";
import fc from "fast-check";
import type { LicensedTitle } from "@netops/core/contracts";
import { aTitle } from "./search_fixture.ts";
import { searchTitles } from "./search_titles.ts";
import { TitleIndex } from "./store.ts";

const TITLES: readonly LicensedTitle[] = [
  aTitle("night-signal", "Night Signal", { genres: ["Thriller"], description: "A transmitter" }),
  aTitle("night", "Night", { description: "Long words about a harbour and a signal and the sea" }),
  aTitle("harbour", "Harbour Lights", { genres: ["Documentary"], description: "Boats at night" }),
  aTitle("nightingale", "The Nightingale", { genres: ["Drama"] }),
  aTitle("creme", "Crème brûlée", { genres: ["Cooking"], description: "Straße" }),
  aTitle("bars", "Colour Bars", { genres: ["Documentary", "Experimental"] }),
];

function withIndex(titles: readonly LicensedTitle[], use: (index: TitleIndex) => void): void {
  const index = new TitleIndex();
  try {
    index.fill(titles);
    use(index);
  } finally {
    index.close();
  }
}

function find(query: string, titles = TITLES, limit = 20): readonly string[] {
  let ids: readonly string[] = [];
  withIndex(titles, (index) => {
    ids = searchTitles(index, { query, limit, mayShow: () => true }).titles.map(({ id }) => id);
  });
  return ids;
}

function isFuzzy(query: string): boolean {
  let fuzzy = false;
  withIndex(TITLES, (index) => {
    fuzzy = searchTitles(index, { query, limit: 9, mayShow: () => true }).fuzzy;
  });
  return fuzzy;
}

Deno.test("the very title comes first, then titles with the word, then beginnings, then the rest", () => {
  assert.deepEqual(find("night"), ["night", "night-signal", "nightingale", "harbour"]);
});

Deno.test("a title is found while it is typed, from the first letter on", () => {
  for (let length = 1; length <= "night signal".length; length++) {
    assert.ok(find("night signal".slice(0, length)).includes("night-signal"), `${length}`);
  }
});

Deno.test("all words must be there, in any order and any column", () => {
  assert.deepEqual(find("signal night"), ["night-signal", "night"]);
  assert.deepEqual(find("boats documentary"), ["harbour"]);
  assert.deepEqual(find("boats thriller"), []);
});

Deno.test("a genre counts more than a description, and a title more than both", () => {
  const titles = [
    aTitle("c", "C", { description: "drama" }),
    aTitle("b", "B", { genres: ["Drama"] }),
    aTitle("a", "Drama", {}),
  ];
  assert.deepEqual(find("drama", titles), ["a", "b", "c"]);
});

Deno.test("marks, case and ligatures make no difference", () => {
  for (const query of ["creme", "CRÈME", "cre\u0300me", "brulee", "Brûl", "strasse"]) {
    assert.deepEqual(find(query), ["creme"], query);
  }
});

Deno.test("typing errors are forgiven: one from four letters on, two from eight", () => {
  for (
    const query of ["nigth", "nihgt signal", "nght", "niight", "harbuor", "colur bars", "cloour"]
  ) {
    assert.ok(find(query).length > 0, query);
    assert.ok(isFuzzy(query), query);
  }
  assert.deepEqual(find("documantery"), ["bars", "harbour"]);
  assert.deepEqual(find("nxxht"), []);
  assert.deepEqual(find("nit"), []);
});

Deno.test("what is found as it was typed is not mixed with guesses", () => {
  assert.equal(isFuzzy("light"), false);
  assert.deepEqual(find("light"), ["harbour"]);
});

Deno.test("titles that match alike are in the order of their names", () => {
  const titles = ["Zebra", "Ant", "Moth"].map((name) =>
    aTitle(name.toLowerCase(), `${name} film`, { genres: ["Nature"] })
  );
  assert.deepEqual(find("nature", titles), ["ant", "moth", "zebra"]);
});

Deno.test("searchTitles() keeps to the limit and to what may be shown", () => {
  withIndex(TITLES, (index) => {
    const search = (limit: number, mayShow: (title: LicensedTitle) => boolean) =>
      searchTitles(index, { query: "n", limit, mayShow }).titles.map(({ id }) => id);
    assert.equal(search(2, () => true).length, 2);
    assert.ok(!search(9, ({ id }) => id !== "night").includes("night"));
    assert.deepEqual(search(9, () => false), []);
  });
});

Deno.test("no query breaks the query language, and none finds what it may not", () => {
  withIndex(TITLES, (index) => {
    const words = fc.constantFrom(
      ...[
        '"',
        "'",
        "*",
        "^",
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "title:",
        "(",
        ")",
        "-",
        "+",
        "{",
        "night",
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.oneof(words, fc.string())).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(text, (query) => {
        const { titles } = searchTitles(index, {
          ...{ query, limit: 5 },
          mayShow: ({ id }) => id !== "night",
        });
        assert.ok(titles.length <= 5 && titles.every(({ id }) => id !== "night"));
      }),
      { numRuns: 2_000 },
    );
  });
});

Deno.test("every title is found by its own words", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  fc.assert(fc.property(fc.array(name, { maxLength: 5 }), (names) => {
    const titles = names.map((each, index) => aTitle(`t${index}`, each));
    withIndex(titles, (index) => {
      for (const { id, title } of titles) {
        const all = searchTitles(index, { query: title, limit: 50, mayShow: () => true }).titles;
        const isFound = all.some((each) => each.id === id);
        assert.ok(isFound || /^[^\p{L}\p{N}]*$/u.test(title.normalize("NFKD")), title);
      }
    });
  }));
});
