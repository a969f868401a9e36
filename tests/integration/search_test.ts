import assert from "node:assert/strict";
import { aTitle } from "../../server/search/search_fixture.ts";
import { TitlesRig, untilTrue } from "./titles_rig.ts";

const TITLES = [
  aTitle("night-signal", "Night Signal", { genres: ["Thriller"] }),
  aTitle("nachtlicht", "Nachtlicht", { countries: ["DE"] }),
];

async function found(rig: TitlesRig, query: string, country = "DE"): Promise<string[]> {
  const { titles } = await rig.get("search-1", `/?q=${encodeURIComponent(query)}`, { country });
  return titles.map(({ id }: { id: string }) => id);
}

Deno.test("search is healthy as soon as it knows titles, and finds by prefix and with typing errors", async () => {
  await using rig = await TitlesRig.start(TITLES, ["search-1"]);
  assert.deepEqual(await found(rig, "nig"), ["night-signal"]);
  const answer = await rig.get("search-1", "/?q=nihgt");
  assert.deepEqual([answer.query, answer.fuzzy], ["nihgt", true]);
  assert.equal(answer.titles[0].title, "Night Signal");
  assert.equal(Object.hasOwn(answer.titles[0], "countries"), false);
});

Deno.test("search shows only what the country may see", async () => {
  await using rig = await TitlesRig.start(TITLES, ["search-1"]);
  assert.deepEqual(await found(rig, "n", "DE"), ["nachtlicht", "night-signal"]);
  assert.deepEqual(await found(rig, "n", "FR"), ["night-signal"]);
});

Deno.test("search follows the catalogue, and keeps what it knows while catalog is away", async () => {
  await using rig = await TitlesRig.start(TITLES, ["search-1"]);
  rig.titles = [...TITLES, aTitle("harbour", "Harbour Lights")];
  await rig.publish("catalog", "harbour", { type: "changed", titleId: "harbour", tsMs: 0 });
  const tookMs = await untilTrue(async () => (await found(rig, "harb")).length === 1);
  assert.ok(tookMs < 2_000, `it took ${tookMs} ms`);
  rig.isCatalogAway = true;
  await rig.publish("catalog", "x", { type: "removed", titleId: "x", tsMs: 0 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(await found(rig, "harb"), ["harbour"]);
  rig.isCatalogAway = false;
  rig.titles = TITLES;
  await untilTrue(async () => (await found(rig, "harb")).length === 0);
});

Deno.test("without a catalogue search is healthy after five seconds, and finds nothing", async () => {
  await using rig = await TitlesRig.start(TITLES, []);
  rig.isCatalogAway = true;
  const startedMs = performance.now();
  await rig.startInstance("search-1");
  assert.ok(performance.now() - startedMs >= 5_000);
  assert.deepEqual(await found(rig, "night"), []);
  rig.isCatalogAway = false;
  await untilTrue(async () => (await found(rig, "night")).length === 1);
});

Deno.test("search refuses strangers and odd limits, and answers any query", async () => {
  await using rig = await TitlesRig.start(TITLES, ["search-1"]);
  const { url } = rig.service("search-1");
  const response = await fetch(`${url}/?q=night`);
  assert.equal((await response.json()).code, "UNAUTHENTICATED");
  await assert.rejects(rig.get("search-1", "/?q=n&limit=0"), /400/);
  await assert.rejects(rig.get("search-1", "/?q=n&limit=x"), /400/);
  assert.equal((await rig.get("search-1", "/?q=n&limit=1")).titles.length, 1);
  for (const odd of ["", '"', "title:", "NEAR(", "a\0b", "*", "(((", "%"]) {
    assert.deepEqual(await found(rig, odd), [], odd);
  }
  const bare = await rig.get("search-1", "/");
  assert.deepEqual(bare, { query: "", fuzzy: false, titles: [] });
});
