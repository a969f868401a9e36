import assert from "node:assert/strict";
import fc from "fast-check";
import { COPIES, planManifests, type PlannedOca, type PlannedTitle } from "./plan_manifest.ts";

const TITLE = fc.record({
  titleId: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
  sizeBytes: fc.integer({ min: 1, max: 60 }),
  score: fc.nat(5),
}).map((title) => ({ ...title, version: "1" }));
const TITLES = fc.uniqueArray(TITLE, { selector: ({ titleId }) => titleId, maxLength: 8 });
const OCA = fc.record({
  oca: fc.constantFrom("o1", "o2", "o3", "o4", "o5"),
  region: fc.constantFrom("eu", "us"),
  budgetBytes: fc.nat(200),
  held: fc.subarray(["a", "b", "c", "d"]).map((ids) =>
    ids.map((titleId) => ({ titleId, version: "1" }))
  ),
});
const OCAS = fc.uniqueArray(OCA, { selector: ({ oca }) => oca, maxLength: 5 });

const oca = (name: string, more: Partial<PlannedOca> = {}): PlannedOca => ({
  ...{ oca: name, region: "eu", budgetBytes: 100, held: [] },
  ...more,
});
const title = (titleId: string, more: Partial<PlannedTitle> = {}): PlannedTitle => ({
  ...{ titleId, version: "1", sizeBytes: 10, score: 0 },
  ...more,
});
const idsOf = (titles: readonly PlannedTitle[] = []) => titles.map(({ titleId }) => titleId);

Deno.test("no OCA is planned beyond its disk, and no title twice", () => {
  fc.assert(fc.property(TITLES, OCAS, (titles, ocas) => {
    const plan = planManifests(titles, ocas);
    for (const { oca, budgetBytes } of ocas) {
      const planned = plan.get(oca) ?? [];
      assert.ok(planned.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= budgetBytes);
      assert.equal(new Set(idsOf(planned)).size, planned.length);
    }
  }));
});

Deno.test("no title is below its copies in a region while an OCA there has room for it", () => {
  fc.assert(fc.property(TITLES, OCAS, (titles, ocas) => {
    const plan = planManifests(titles, ocas);
    const freeOf = ({ oca, budgetBytes }: PlannedOca) =>
      budgetBytes - (plan.get(oca) ?? []).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const region of ["eu", "us"]) {
      const here = ocas.filter((one) => one.region === region);
      for (const wanted of titles) {
        const without = here.filter(({ oca }) => !plan.get(oca)?.includes(wanted));
        if (here.length - without.length >= COPIES) continue;
        assert.ok(without.every((one) => freeOf(one) < wanted.sizeBytes));
      }
    }
  }));
});

Deno.test("the plan is the same for the same input, in whatever order it comes", () => {
  fc.assert(fc.property(TITLES, OCAS, (titles, ocas) => {
    const plan = planManifests(titles, ocas);
    const again = planManifests(titles.toReversed(), ocas.toReversed());
    for (const { oca } of ocas) assert.deepEqual(again.get(oca), plan.get(oca));
  }));
});

Deno.test("while everything fits everything is everywhere, the most popular first", () => {
  const plan = planManifests(
    [title("a"), title("b", { score: 2 }), title("c", { score: 1 })],
    [oca("o1"), oca("o2"), oca("o3", { region: "us" })],
  );
  for (const name of ["o1", "o2", "o3"]) assert.deepEqual(idsOf(plan.get(name)), ["b", "c", "a"]);
});

Deno.test("when room is scarce every title has its copies before a popular one has more", () => {
  const titles = ["a", "b", "c"].map((id, at) => title(id, { score: 3 - at }));
  const ocas = ["o1", "o2", "o3"].map((name) => oca(name, { budgetBytes: 20 }));
  const copies = [...planManifests(titles, ocas).values()].flatMap(idsOf).sort();
  assert.deepEqual(copies, ["a", "a", "b", "b", "c", "c"]);
});

Deno.test("a copy stays where it is held already", () => {
  const held = [{ titleId: "a", version: "1" }];
  const ocas = ["o1", "o2", "o3", "o4"].map((name) =>
    oca(name, { budgetBytes: 10, held: name === "o2" || name === "o4" ? held : [] })
  );
  const plan = planManifests([title("a"), title("b")], ocas);
  assert.deepEqual(["o1", "o2", "o3", "o4"].map((name) => idsOf(plan.get(name))), [
    ["b"],
    ["a"],
    ["b"],
    ["a"],
  ]);
});
