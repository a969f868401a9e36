import assert from "node:assert/strict";
import type { ViewingRecord } from "@netops/core/contracts";
import { aTitle } from "../../server/search/search_fixture.ts";
import { TitlesRig, untilTrue } from "./titles_rig.ts";

const TITLES = [
  aTitle("a", "Alpha", { genres: ["Drama"] }),
  aTitle("b", "Beta", { genres: ["Drama"] }),
  aTitle("c", "Gamma", { genres: ["Comedy"] }),
];
const APPS = ["recommendation-1", "recommendation-2"];

function record(change: Partial<ViewingRecord>): ViewingRecord {
  return {
    ...{ type: "start", account: "anna", profileId: "p1", sessionId: "s1", titleId: "a" },
    ...{ positionMs: 0, durationMs: 60_000, tsMs: Date.now() },
    ...change,
  };
}

async function watch(rig: TitlesRig, change: Partial<ViewingRecord>): Promise<void> {
  const viewing = record(change);
  await rig.publish("viewing", viewing.account, viewing);
}

/** The titles of a row, asked for as `INSTANCE ROW`; undefined when there is no such row. */
async function rowIds(rig: TitlesRig, at: string, account = "anna"): Promise<string[] | undefined> {
  const [id = "", row] = at.split(" ");
  const { rows } = await rig.get(id, "/rows?profile=p1", { account });
  const found = rows.find((each: { id: string }) => each.id === row);
  return found?.titles.map((title: { id: string }) => title.id);
}

Deno.test("a stream start changes the rows at every instance within a second, each time", async () => {
  await using rig = await TitlesRig.start(TITLES, APPS);
  // The group settles once; from then on each change is timed.
  await watch(rig, { account: "warm-up" });
  await untilTrue(async () =>
    (await rowIds(rig, "recommendation-1 continue", "warm-up")) !== undefined
  );
  const tookMs: number[] = [];
  for (let count = 0; count < 10; count++) {
    const account = `account-${count}`;
    assert.equal(await rowIds(rig, "recommendation-1 continue", account), undefined);
    await watch(rig, { account, sessionId: `s-${count}` });
    const each = APPS.map((id) =>
      untilTrue(async () => (await rowIds(rig, `${id} continue`, account))?.[0] === "a")
    );
    tookMs.push(Math.max(...await Promise.all(each)));
  }
  assert.ok(Math.max(...tookMs) < 1_000, `it took ${tookMs.map(Math.round)} ms`);
});

Deno.test("an instance that is killed loses no record: the other one takes them", async () => {
  await using rig = await TitlesRig.start(TITLES, APPS);
  await watch(rig, { sessionId: "s0", titleId: "a" });
  await untilTrue(async () => (await rowIds(rig, "recommendation-2 continue"))?.[0] === "a");
  await rig.service("recommendation-1").kill();
  for (let count = 0; count < 20; count++) {
    await watch(rig, { account: `account-${count}`, sessionId: `k-${count}`, titleId: "c" });
  }
  const seen = async () => {
    const rows = Array.from(
      { length: 20 },
      (_, count) => rowIds(rig, "recommendation-2 continue", `account-${count}`),
    );
    return (await Promise.all(rows)).filter((row) => row?.[0] === "c").length;
  };
  await untilTrue(async () => await seen() === 20, 15_000);
});

Deno.test("events and kv may restart: what was watched meanwhile comes in afterwards", async () => {
  await using rig = await TitlesRig.start(TITLES, ["recommendation-1"]);
  await watch(rig, { titleId: "a" });
  await untilTrue(async () => (await rowIds(rig, "recommendation-1 continue"))?.[0] === "a");
  await rig.service("kv-1").kill();
  await watch(rig, { titleId: "b", sessionId: "s2" });
  await rig.service("events-1").kill();
  await rig.startInstance("kv-1");
  await rig.startInstance("events-1");
  await watch(rig, { titleId: "c", sessionId: "s3" });
  await untilTrue(async () => {
    const row = await rowIds(rig, "recommendation-1 continue");
    return JSON.stringify(row) === '["c","b","a"]';
  }, 15_000);
});

Deno.test("an erased account is forgotten by all", async () => {
  await using rig = await TitlesRig.start(TITLES, APPS);
  await watch(rig, {});
  await untilTrue(async () => (await rowIds(rig, "recommendation-1 continue"))?.[0] === "a");
  const erased = {
    type: "erased",
    account: "anna",
    country: "DE",
    plan: "basic",
    tsMs: Date.now(),
  };
  await rig.publish("account", "anna", erased);
  await untilTrue(async () => (await rowIds(rig, "recommendation-2 continue")) === undefined);
});

Deno.test("rows hold only what the country may see, and follow the catalogue", async () => {
  await using rig = await TitlesRig.start(TITLES, ["recommendation-1"]);
  assert.deepEqual(await rowIds(rig, "recommendation-1 popular"), ["a", "b", "c"]);
  rig.titles = [aTitle("a", "Alpha", { countries: ["FR"] }), aTitle("b", "Beta", {})];
  await rig.publish("catalog", "a", { type: "changed", titleId: "a", tsMs: Date.now() });
  await untilTrue(async () =>
    JSON.stringify(await rowIds(rig, "recommendation-1 popular")) === '["b"]'
  );
  const { url } = rig.service("recommendation-1");
  const response = await fetch(`${url}/rows`);
  assert.equal((await response.json()).code, "UNAUTHENTICATED");
});
