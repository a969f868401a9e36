import assert from "node:assert/strict";
import { signTitleUrl, TitleKeys } from "@netops/core";
import type { OcaBoard } from "@netops/core/contracts";
import { FailPoints, FaultBook } from "@netops/core/faults";
import { createHost } from "@netops/core/host";
import { FakeClock, FakeTimer, RecordingLogger } from "@netops/core/testing";
import { MetricRegistry } from "@netops/core/service";
import { createSteeringApp } from "./app.ts";
import { board, BOARD_NOW_MS, route } from "./board_fixture.ts";
import { readStableUris } from "./stable_uris.ts";
import { Steering } from "./steering.ts";

const KEYS = new TitleKeys("token");
const PEER = { hostname: "127.0.0.1", port: 1 };
const TITLE = { titleId: "t1", version: "v1" };
const CLIENT = "127.10.0.7";
const QUERY = signTitleUrl(KEYS, {
  ...TITLE,
  clientIp: CLIENT,
  expiresAtS: BOARD_NOW_MS / 1_000 + 60,
  nowMs: BOARD_NOW_MS,
});
const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="en",STABLE-RENDITION-ID="a0",URI="a0/playlist.m3u8?exp=1"
#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="audio",STABLE-VARIANT-ID="v0"
v0/playlist.m3u8?exp=1
`;
const BOARD = board(
  { oca: "near", url: "http://127.66.1.1:9001", routes: [route("127.10.0.0/16")] },
  { oca: "twin", url: "http://127.66.2.1:9002", routes: [route("127.10.0.0/16")] },
  { oca: "far", url: "http://127.66.3.1:9003", routes: [route("127.0.0.0/8", "transit")] },
);

function rig(ocas: OcaBoard = BOARD, playlist = MASTER) {
  const clock = new FakeClock(BOARD_NOW_MS);
  const asked: string[] = [];
  const steering = new Steering({
    ...{ clock, keys: KEYS, board: () => ocas },
    stableUris: (title) => {
      asked.push(title.titleId);
      return Promise.resolve(readStableUris(playlist, "http://127.66.1.1:9001/t1/v1/master.m3u8"));
    },
  });
  const app = createSteeringApp({
    ...{ steering, token: "token", logger: new RecordingLogger(), metrics: new MetricRegistry() },
  });
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await app(new Request(`http://127.0.0.1:1${path}`, init), PEER);
    return { response, body: await response.json() };
  };
  return { clock, get, asked };
}

function path(protocol: "hls" | "dash", extra = ""): string {
  return `/${protocol}?t=t1&v=v1&${QUERY}${extra}`;
}

Deno.test("a player gets OCAs as pathways in the order of their rank, each a clone of where it is", async () => {
  const { get } = rig();
  const { response, body } = await get(path("hls", "&_HLS_pathway=near&_HLS_throughput=900000"));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(body.VERSION, 1);
  assert.equal(body.TTL, 5);
  assert.deepEqual(body["PATHWAY-PRIORITY"], ["near", "twin", "far"]);
  assert.deepEqual(body["PATHWAY-CLONES"].map((clone: Record<string, unknown>) => clone["ID"]), [
    "twin",
    "far",
  ]);
  assert.deepEqual(body["PATHWAY-CLONES"][0], {
    "BASE-ID": "near",
    ID: "twin",
    "URI-REPLACEMENT": {
      HOST: "127.66.2.1:9002",
      "PER-VARIANT-URIS": { v0: "http://127.66.2.1:9002/t1/v1/v0/playlist.m3u8?exp=1" },
      "PER-RENDITION-URIS": { a0: "http://127.66.2.1:9002/t1/v1/a0/playlist.m3u8?exp=1" },
    },
  });
});

Deno.test("the base stays what the player knew first, however often it asks again", async () => {
  const { get } = rig();
  const { body } = await get(path("hls", "&_HLS_pathway=near"));
  const reload = new URL(body["RELOAD-URI"], `http://127.0.0.1:7070/steering${path("hls")}`);
  assert.equal(reload.pathname, "/steering/hls");
  const again = await get(`/hls${reload.search}&_HLS_pathway=far`);
  assert.equal(again.response.status, 200);
  assert.equal(again.body["PATHWAY-CLONES"][0]["BASE-ID"], "near");
  assert.equal(again.body["RELOAD-URI"], body["RELOAD-URI"]);
});

Deno.test("DASH names several pathways in quotes: the first is the base, the last where it plays", async () => {
  const { get, asked } = rig();
  const { body } = await get(path("dash", "&_DASH_pathway=%22near,twin%22&_DASH_throughput=1,2"));
  assert.deepEqual(body["PATHWAY-PRIORITY"], ["twin", "near", "far"]);
  assert.deepEqual(body["PATHWAY-CLONES"][0], {
    "BASE-ID": "near",
    ID: "twin",
    "URI-REPLACEMENT": { HOST: "127.66.2.1:9002" },
  });
  assert.match(body["RELOAD-URI"], /^dash\?/);
  // Only HLS needs addresses for each stable id.
  assert.deepEqual(asked, []);
});

Deno.test("among equals a player stays where it is, but never against a nearer one", async () => {
  const { get } = rig();
  for (const id of ["near", "twin"]) {
    const { body } = await get(path("hls", `&_HLS_pathway=${id}`));
    assert.equal(body["PATHWAY-PRIORITY"][0], id);
  }
  const { body } = await get(path("hls", "&_HLS_pathway=far"));
  assert.equal(body["PATHWAY-PRIORITY"].at(-1), "far");
});

Deno.test("players get the order that playback and people get, also from two regions", async () => {
  const transit = route("127.0.0.0/8", "transit");
  const { get } = rig(board(
    { oca: "us-1", region: "us", routes: [transit] },
    { oca: "us-2", region: "us", routes: [route("127.40.0.0/16"), transit] },
    { oca: "eu-1", routes: [transit] },
    { oca: "eu-2", routes: [transit] },
  ));
  for (const clientIp of ["127.10.0.7", "127.40.0.7", "127.50.0.7", "127.60.0.7", "127.70.0.7"]) {
    const answer = await get("/steer", {
      method: "POST",
      headers: { authorization: "Bearer token", "content-type": "application/json" },
      body: JSON.stringify({ clientIp, ...TITLE }),
    });
    const ranked = answer.body.ranked.map(({ oca }: { oca: string }) => oca);
    const signed = signTitleUrl(KEYS, {
      ...{ ...TITLE, clientIp, nowMs: BOARD_NOW_MS, expiresAtS: BOARD_NOW_MS / 1_000 + 60 },
    });
    for (const protocol of ["hls", "dash"]) {
      const { body } = await get(`/${protocol}?t=t1&v=v1&${signed}`);
      assert.deepEqual(body["PATHWAY-PRIORITY"], ranked, clientIp);
    }
    const homes = ranked.map((oca: string) => oca.split("-")[0]);
    assert.deepEqual(homes.slice(0, 2), [homes[0], homes[0]]);
    if (clientIp === "127.40.0.7") assert.equal(ranked[0], "us-2");
  }
});

Deno.test("a player that names no pathway, or nonsense, is taken to be at the first", async () => {
  const { get } = rig();
  for (const extra of ["", "&_HLS_pathway=.", "&_HLS_pathway=%3Cx%3E"]) {
    const { body } = await get(path("hls", extra));
    assert.equal(body["PATHWAY-CLONES"][0]["BASE-ID"], body["PATHWAY-PRIORITY"][0]);
  }
});

Deno.test("a playlist without stable ids leaves hosts alone to be replaced", async () => {
  const { get } = rig(BOARD, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0/playlist.m3u8\n");
  const { body } = await get(path("hls"));
  assert.deepEqual(Object.keys(body["PATHWAY-CLONES"][0]["URI-REPLACEMENT"]), ["HOST"]);
});

Deno.test("a signature that is missing, forged, of another title or over is refused", async () => {
  const { get, clock } = rig();
  const forged = QUERY.replace(
    /sig=[^&]+/,
    (sig) => sig.slice(0, -1) + (sig.endsWith("A") ? "B" : "A"),
  );
  const bad = [
    "/hls?t=t1&v=v1",
    `/hls?t=t1&v=v1&${forged}`,
    `/hls?t=t2&v=v1&${QUERY}`,
    `/hls?t=t1&v=v2&${QUERY}`,
    `/hls?t=t1&v=v1&${QUERY.replace("127.10.0.7", "127.10.0.8")}`,
  ];
  for (const one of bad) {
    const { response } = await get(one);
    assert.equal(response.status, 403, one);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
  }
  assert.equal((await get(`/hls?${QUERY}`)).response.status, 400);
  clock.advance(61_000);
  assert.equal((await get(path("dash"))).response.status, 403);
});

Deno.test("a title that nobody holds is 404, one that nobody can serve is 503", async () => {
  const empty = rig(board({ oca: "a", titles: [] }));
  assert.equal((await empty.get(path("hls"))).response.status, 404);
  const drained = rig(board({ oca: "a", wantedState: "DRAINED" }));
  assert.equal((await drained.get(path("hls"))).response.status, 503);
  assert.equal((await rig(board()).get(path("hls"))).response.status, 503);
});

Deno.test("POST /steer answers processes of this run only, and checks what it gets", async () => {
  const { get } = rig();
  const post = (body: unknown, authorization = "Bearer token") =>
    get("/steer", {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const { response, body } = await post({ clientIp: CLIENT, titleId: "t1" });
  assert.equal(response.status, 200);
  assert.equal(body.ranked.length, 3);
  assert.equal((await post({ clientIp: CLIENT, titleId: "t1" }, "Bearer x")).response.status, 401);
  assert.equal((await post({ clientIp: "nowhere", titleId: "t1" })).response.status, 400);
  assert.equal((await post({ titleId: "t1" })).response.status, 400);
  const nobody = await post({ clientIp: CLIENT, titleId: "t9" });
  assert.deepEqual(nobody.body.ranked, []);
  assert.equal(nobody.body.rejected.length, 3);
});

Deno.test("a steering that lies ranks the worst first, and the best again when it is let go", async () => {
  const timer = new FakeTimer();
  const { clock } = timer;
  const book = new FaultBook({
    clock,
    timer,
    createRng: createHost().createRng,
    owner: "steering-1",
  });
  const steering = new Steering({
    clock: new FakeClock(BOARD_NOW_MS),
    ...{ points: new FailPoints({ book, timer }), keys: KEYS, board: () => BOARD },
    stableUris: () => Promise.resolve(undefined),
  });
  const ranked = () => steering.steer({ ...TITLE, clientIp: CLIENT }).ranked.map(({ oca }) => oca);
  const honest = ranked();
  book.put({
    ...{ id: "f", kind: "steering", match: {}, remainingMs: 60_000, leaseMs: 5_000, seed: "1" },
    effect: { type: "fail-point", point: "steering-rank", mode: "lie", delayMs: 0, ratio: 1 },
  });
  assert.deepEqual(ranked(), honest.toReversed());
  await timer.advance(5_000);
  assert.deepEqual(ranked(), honest);
});
