import assert from "node:assert/strict";
import type { DeliveredMessage } from "@netops/core";
import type { LicensedTitle, ViewingRecord } from "@netops/core/contracts";
import { FakeClock, RecordingLogger } from "@netops/core/testing";
import { Recommendation } from "./recommendation.ts";
import { RecommendationStore } from "./store.ts";

const NOW_MS = 1_700_000_000_000;
const ANNA = { account: "anna", country: "DE" };

function title(id: string, licence: Partial<LicensedTitle> = {}): LicensedTitle {
  return {
    ...{ id, title: id, description: "", year: 2024, genres: ["Drama"], durationMs: 100_000 },
    ...{ rungs: [], audioLanguages: [], captions: [], version: "v", countries: "all", window: {} },
    artwork: { background: "#000000", accent: "#ffffff", motif: "plain" },
    ...licence,
  };
}

function viewing(change: Partial<ViewingRecord>): DeliveredMessage {
  const record: ViewingRecord = {
    ...{ type: "start", account: "anna", profileId: "p1", sessionId: "s1", titleId: "a" },
    ...{ positionMs: 0, durationMs: 100_000, tsMs: NOW_MS },
    ...change,
  };
  return delivered("viewing", JSON.stringify(record));
}

function delivered(topic: string, value: string): DeliveredMessage {
  return {
    topic,
    partition: 0,
    message: { key: null, value, offset: 0, timestampMs: NOW_MS + 10 },
  };
}

interface Rig extends Disposable {
  readonly recommendation: Recommendation;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  readonly titles: LicensedTitle[];
  /** The rows as `id → titles`. */
  rows(profileId?: string, account?: string): Promise<Map<string, string[]>>;
}

async function openRig(): Promise<Rig> {
  const kv = await Deno.openKv(":memory:");
  const clock = new FakeClock(NOW_MS + 20);
  const logger = new RecordingLogger();
  const titles = [title("a"), title("b")];
  const store = new RecommendationStore(kv);
  const recommendation = new Recommendation({ store, clock, logger, titles: () => titles });
  return {
    ...{ recommendation, clock, logger, titles },
    rows: async (profileId, account = "anna") => {
      const rows = await recommendation.rows({ ...ANNA, account }, profileId);
      return new Map(rows.map((row) => [row.id, row.titles.map(({ id }) => id)]));
    },
    [Symbol.dispose]: () => kv.close(),
  };
}

Deno.test("a stream start changes the rows of its profile and of nobody else", async () => {
  using rig = await openRig();
  const before = await rig.rows("p1");
  await rig.recommendation.hear(viewing({}));
  const after = await rig.rows("p1");
  assert.equal(before.has("continue"), false);
  assert.deepEqual(after.get("continue"), ["a"]);
  assert.deepEqual(after.get("because-a"), ["b"]);
  for (const [profile, account] of [["p2", "anna"], ["p1", "ben"]] as const) {
    assert.equal((await rig.rows(profile, account)).has("continue"), false);
  }
});

Deno.test("without a profile the one that was seen first answers", async () => {
  using rig = await openRig();
  assert.deepEqual([...(await rig.rows()).keys()], ["popular", "new"]);
  await rig.recommendation.hear(viewing({ profileId: "z", titleId: "b", tsMs: NOW_MS - 9_000 }));
  await rig.recommendation.hear(viewing({ profileId: "a", sessionId: "s2" }));
  assert.deepEqual((await rig.rows()).get("continue"), ["b"]);
});

Deno.test("a record that comes twice counts once", async () => {
  using rig = await openRig();
  const b = viewing({ titleId: "b", sessionId: "s2" });
  for (const message of [viewing({}), viewing({}), viewing({}), b]) {
    await rig.recommendation.hear(message);
  }
  await rig.recommendation.hear(viewing({ titleId: "b", sessionId: "s3", account: "ben" }));
  assert.deepEqual((await rig.rows("p1")).get("popular"), ["b", "a"]);
});

Deno.test("two instances that take records at once lose none", async () => {
  using rig = await openRig();
  const all = Array.from(
    { length: 20 },
    (_, index) => viewing({ sessionId: `s${index}`, titleId: index % 4 === 0 ? "a" : "b" }),
  );
  await Promise.all(all.map((message) => rig.recommendation.hear(message)));
  rig.clock.advance(2_000);
  assert.deepEqual((await rig.rows("p1")).get("popular"), ["b", "a"]);
});

Deno.test("an account's history is its own, by profile, with how far it got", async () => {
  using rig = await openRig();
  await rig.recommendation.hear(viewing({ titleId: "a", sessionId: "s1" }));
  await rig.recommendation.hear(viewing({ titleId: "b", sessionId: "s2", profileId: "p2" }));
  await rig.recommendation.hear(viewing({ titleId: "b", sessionId: "s3", account: "ben" }));
  const history = await rig.recommendation.history({ account: "anna", country: "DE" });
  assert.deepEqual(
    history.map(({ profileId, titles }) => [profileId, titles.map(({ titleId }) => titleId)]),
    [["p1", ["a"]], ["p2", ["b"]]],
  );
  assert.deepEqual(Object.keys(history[0]?.titles[0] ?? {}), [
    ...["titleId", "positionMs", "durationMs", "watchedAtMs"],
  ]);
});

Deno.test("popularity is asked for again after a second", async () => {
  using rig = await openRig();
  assert.deepEqual((await rig.rows("p1")).get("popular"), ["a", "b"]);
  await rig.recommendation.hear(viewing({ titleId: "b" }));
  rig.clock.advance(999);
  assert.deepEqual((await rig.rows("p1")).get("popular"), ["a", "b"]);
  rig.clock.advance(1);
  assert.deepEqual((await rig.rows("p1")).get("popular"), ["b", "a"]);
});

Deno.test("an erased account is forgotten, and late records do not bring it back", async () => {
  using rig = await openRig();
  await rig.recommendation.hear(viewing({}));
  await rig.recommendation.hear(viewing({ account: "ben" }));
  const erased = { type: "erased", account: "anna", country: "DE", plan: "basic", tsMs: NOW_MS };
  await rig.recommendation.hear(delivered("account", JSON.stringify(erased)));
  await rig.recommendation.hear(viewing({ sessionId: "s9" }));
  assert.deepEqual([...(await rig.rows("p1")).keys()], ["popular", "new"]);
  assert.ok((await rig.rows("p1", "ben")).has("continue"));
});

Deno.test("other records of an account change nothing", async () => {
  using rig = await openRig();
  await rig.recommendation.hear(viewing({}));
  const revoked = { type: "revoked", account: "anna", country: "DE", plan: "basic", tsMs: NOW_MS };
  await rig.recommendation.hear(delivered("account", JSON.stringify(revoked)));
  assert.ok((await rig.rows("p1")).has("continue"));
});

Deno.test("only titles that are licensed for the country, now, are shown", async () => {
  using rig = await openRig();
  rig.titles.push(
    title("elsewhere", { countries: ["FR"] }),
    title("later", { window: { fromMs: NOW_MS + 1_000 } }),
    title("here", { countries: ["DE"], window: { fromMs: NOW_MS, untilMs: NOW_MS + 1_000 } }),
  );
  assert.deepEqual((await rig.rows("p1")).get("new"), ["a", "b", "here"]);
  const [popular] = await rig.recommendation.rows(ANNA, "p1");
  assert.ok(popular !== undefined && !Object.hasOwn(popular.titles[0] ?? {}, "countries"));
});

Deno.test("what is no record is left out and does not stop the rest", async () => {
  using rig = await openRig();
  for (const odd of ["", "null", "[]", "{", '{"type":"start"}', '{"type":"dance"}']) {
    await rig.recommendation.hear(delivered("viewing", odd));
    await rig.recommendation.hear(delivered("account", odd));
  }
  assert.equal(rig.logger.lines.length, 6);
});

Deno.test("a player whose clock is ahead is put right by the time of the log", async () => {
  using rig = await openRig();
  await rig.recommendation.hear(viewing({ tsMs: NOW_MS + 86_400_000, titleId: "a" }));
  rig.clock.advance(600_000);
  assert.equal((await rig.rows("p1")).has("continue"), false);
});
