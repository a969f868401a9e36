import assert from "node:assert/strict";
import { formatTitleQuery, readTitleQuery, signTitleUrl, TitleKeys } from "@netops/core";
import type { RunningService } from "../harness/start_service.ts";
import { makeTitle } from "./oca_origin.ts";
import { inside, type OcaRig, queryOf, startOcaRig, TOKEN, until, urlOf } from "./oca_rig.ts";

/** One OCA that serves one title, and the title. */
async function withOca(
  body: (world: {
    readonly rig: OcaRig;
    readonly oca: RunningService;
    readonly title: OcaRig["origin"]["titles"][number]["title"];
    readonly bytes: ReadonlyMap<string, Uint8Array>;
    /** Asks for a path below the title, signed. */
    readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  }) => Promise<void>,
): Promise<void> {
  const made = await makeTitle("night-signal", { segmentBytes: 120_000 });
  await using rig = await startOcaRig({ titles: [made] });
  const oca = await rig.startOca();
  const { title, bytes } = made;
  const get = (path: string, init?: RequestInit) => fetch(urlOf(oca, title, path), init);
  await until("the title is served", async () => await drop(await get("v0/1.m4s")) === 200);
  await body({ rig, oca, title, bytes, get });
}

async function drop(response: Response): Promise<number> {
  await response.body?.cancel();
  return response.status;
}

Deno.test("an OCA serves what a player needs, and refuses what was not signed for it", () =>
  withOca(async (world) => {
    await servesEveryByte(world);
    await followsPlaylists(world);
    await refusesSignatures(world);
    await refusesPaths(world);
    await answersConditions(world);
    await answersAnyPage(world);
    await hearsPlayers(world);
  }));

type World = Parameters<Parameters<typeof withOca>[0]>[0];

async function servesEveryByte({ title, bytes, get }: World): Promise<void> {
  for (const { path, sha256 } of title.files) {
    if (/\.(m3u8|mpd)$/.test(path)) continue;
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get("etag"), `"${sha256.slice(0, 16)}"`);
    assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes.get(path));
  }
}

/** Every address in the playlists leads to bytes, with nothing but what stands in them. */
async function followsPlaylists({ oca, title, get }: World): Promise<void> {
  const master = await get("master.m3u8");
  assert.equal(master.headers.get("content-type"), "application/vnd.apple.mpegurl");
  assert.equal(master.headers.get("cache-control"), "private, max-age=60");
  const text = await master.text();
  assert.match(
    text,
    /#EXT-X-CONTENT-STEERING:SERVER-URI="http:\/\/127\.0\.0\.1:7070\/steering\/hls/,
  );
  const [variant = ""] = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const mediaUrl = new URL(variant, urlOf(oca, title, "master.m3u8"));
  const media = await (await fetch(mediaUrl)).text();
  const uris = [...media.matchAll(/URI="([^"]+)"/g)].map(([, uri]) => uri ?? "");
  uris.push(...media.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
  assert.equal(uris.length, 5);
  for (const uri of uris) assert.equal(await drop(await fetch(new URL(uri, mediaUrl))), 200, uri);
  const mpd = await (await get("manifest.mpd")).text();
  const [, template = ""] = /media="([^"]+)"/.exec(mpd) ?? [];
  const [, base = ""] = /<BaseURL[^>]*>([^<]+)</.exec(mpd) ?? [];
  const segment = template.replaceAll("&amp;", "&").replace("$RepresentationID$", "v0")
    .replace("$Number$", "2");
  assert.equal(await drop(await fetch(new URL(segment, base))), 200, segment);
}

async function refusesSignatures({ oca, title }: World): Promise<void> {
  const base = `${oca.url}/${title.titleId}/${title.version}/v0/1.m4s`;
  const good = queryOf(title);
  const { exp, sig, clientIp } = readTitleQuery(good)!;
  const nowMs = Date.now();
  const old = signTitleUrl(new TitleKeys(TOKEN), {
    ...{ ...title, clientIp, nowMs: nowMs - 7_200_000, expiresAtS: nowMs / 1_000 - 1 },
  });
  const refused = {
    bare: "",
    forged: formatTitleQuery({
      exp,
      clientIp,
      sig: sig.replace(/.$/, sig.endsWith("A") ? "B" : "A"),
    }),
    stripped: `exp=${exp}&sig=${sig}`,
    "re-dated": formatTitleQuery({ exp: String(Number(exp) + 60), sig, clientIp }),
    "for another client": formatTitleQuery({ exp, sig, clientIp: "127.0.0.2" }),
    "for another title": queryOf({ ...title, titleId: "other" }),
    expired: old,
  };
  for (const [what, query] of Object.entries(refused)) {
    const response = await fetch(`${base}?${query}`);
    assert.equal(response.status, 403, what);
    assert.equal(response.headers.get("content-type"), "application/problem+json", what);
    assert.equal(response.headers.get("access-control-allow-origin"), "*", what);
    assert.equal((await response.json()).code, "FORBIDDEN", what);
  }
  assert.equal(await drop(await fetch(`${base}?${good}&CMCD=bl%3D100`)), 200);
}

async function refusesPaths({ oca, title }: World): Promise<void> {
  const query = queryOf(title);
  const base = `/${title.titleId}/${title.version}`;
  const paths = [
    ...["/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/../../../../etc/passwd"],
    ...[`${base}/../../${title.titleId}`, `${base}/v0/../v0/1.m4s`, `${base}/v0%2f1.m4s`],
    ...[`${base}/v0\\1.m4s`, `${base}/v0/1.m4s%00`, `${base}//v0/1.m4s`, `${base}/v0/./1.m4s`],
    ...["//etc/passwd", "/", `${base}/`, `${base}`, `${base}/none.m4s`, "/x".repeat(2_000)],
    ...[`/other/${title.version}/v0/1.m4s`, `/${title.titleId}/0000000000000000/v0/1.m4s`],
  ];
  for (const path of paths) {
    const { host } = new URL(oca.url);
    const status = await rawStatus(oca, `GET ${path}?${query} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
  }
  const own = `GET ${base}/v0/1.m4s?${query} HTTP/1.1\r\nHost: `;
  assert.equal(await rawStatus(oca, `${own}evil.example\r\n\r\n`), 421);
  assert.equal(await rawStatus(oca, `${own}127.0.0.1:1\r\n\r\n`), 421);
  assert.equal(await rawStatus(oca, `${own}localhost:${oca.boot.port}\r\n\r\n`), 200);
}

/** Sends bytes as they are and reads the status of the answer. */
async function rawStatus(oca: RunningService, request: string): Promise<number> {
  using connection = await Deno.connect({ hostname: oca.boot.host, port: oca.boot.port });
  await connection.write(new TextEncoder().encode(request));
  const head = new Uint8Array(64);
  const count = await connection.read(head) ?? 0;
  return Number(new TextDecoder().decode(head.subarray(0, count)).split(" ")[1]);
}

async function answersConditions({ get, bytes }: World): Promise<void> {
  const size = bytes.get("v0/1.m4s")!.byteLength;
  const part = await get("v0/1.m4s", { headers: { range: "bytes=10-19" } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get("content-range"), `bytes 10-19/${size}`);
  assert.deepEqual(
    new Uint8Array(await part.arrayBuffer()),
    bytes.get("v0/1.m4s")!.slice(10, 20),
  );
  const past = await get("v0/1.m4s", { headers: { range: `bytes=${size}-` } });
  assert.equal(await drop(past), 416);
  assert.equal(past.headers.get("content-range"), `bytes */${size}`);
  const head = await get("v0/1.m4s", { method: "HEAD" });
  assert.equal(head.headers.get("content-length"), String(size));
  assert.equal((await head.arrayBuffer()).byteLength, 0);
  const etag = head.headers.get("etag") ?? "";
  for (const path of ["v0/1.m4s", "master.m3u8", "manifest.mpd"]) {
    const known = (await get(path, { method: "HEAD" })).headers.get("etag") ?? "";
    assert.equal(await drop(await get(path, { headers: { "if-none-match": known } })), 304, path);
  }
  const ifRange = (tag: string) =>
    get("v0/1.m4s", { headers: { range: "bytes=0-0", "if-range": tag } }).then(drop);
  assert.deepEqual([await ifRange(etag), await ifRange('"other"')], [206, 200]);
}

async function answersAnyPage({ oca, title, get }: World): Promise<void> {
  const preflight = await fetch(urlOf(oca, title, "v0/1.m4s"), {
    method: "OPTIONS",
    headers: { origin: "http://page.example", "access-control-request-headers": "cmcd-session" },
  });
  assert.equal(await drop(preflight), 204);
  assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /CMCD-Session/);
  const response = await get("v0/1.m4s", { headers: { origin: "http://page.example" } });
  assert.equal(await drop(response), 200);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.equal(response.headers.get("timing-allow-origin"), "*");
  assert.match(response.headers.get("cmsd-static") ?? "", /ot=v,st=v,d=2000,br=300/);
  assert.match(response.headers.get("cmsd-dynamic") ?? "", /^"c001\.fra001\.isp-a";etp=\d+/);
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const refused = await fetch(urlOf(oca, title, "v0/1.m4s"), { method });
    assert.equal(await drop(refused), 405, method);
    assert.equal(refused.headers.get("allow"), "GET, HEAD, OPTIONS");
  }
}

async function hearsPlayers({ oca, get }: World): Promise<void> {
  const asPlayer = async (path: string, cmcd: string) => {
    const { url } = await get(path, { method: "HEAD" });
    return await drop(await fetch(`${url}&CMCD=${encodeURIComponent(cmcd)}`));
  };
  const words = ',cid="night-signal",br=300,bl=4000,bs,su';
  for (const path of ["v0/init.mp4", "v0/1.m4s"]) await asPlayer(path, `sid="player-1"${words}`);
  for (const path of ["master.m3u8", "v0/playlist.m3u8"]) {
    assert.equal(await asPlayer(path, `sid="prober"${words}`), 200);
  }
  const admin = `http://${oca.boot.host}:${oca.boot.adminPort}`;
  const { sessions } = await inside<{ sessions: Record<string, unknown>[] }>(`${admin}/sessions`);
  const session = sessions.find(({ sessionId }) => sessionId === "player-1");
  assert.equal(session?.["bitrateKbps"], 300);
  assert.equal(session?.["starvations"], 2);
  assert.equal(session?.["startups"], 1, "two requests of one start-up");
  assert.ok(!sessions.some(({ sessionId }) => sessionId === "prober"), "a probe is no session");
  assert.equal(session?.["sig"], undefined);
  await until("the metrics are written", async () => {
    const text = await (await fetch(`${admin}/metrics`)).text();
    return /oca_bytes_total\{hit="true"\} [1-9]/.test(text) &&
      /oca_requests_total\{code="403"\} [1-9]/.test(text) && /oca_sessions [1-9]/.test(text);
  });
  for (const path of ["/sessions", "/inventory", "/fill/night-signal/x"]) {
    assert.equal(await drop(await fetch(`${admin}${path}`)), 401, path);
  }
  assert.equal(await drop(await fetch(`${oca.url}/fill/night-signal/x`)), 401);
}

Deno.test("a file that is too large for memory is streamed, in whole and in parts", async () => {
  const made = await makeTitle("large", { segments: 1, segmentBytes: 3_000_000 });
  await using rig = await startOcaRig({ titles: [made] });
  const oca = await rig.startOca();
  const get = (init?: RequestInit) => fetch(urlOf(oca, made.title, "v0/1.m4s"), init);
  await until("the title is served", async () => await drop(await get({ method: "HEAD" })) === 200);
  const wanted = made.bytes.get("v0/1.m4s")!;
  const whole = await get();
  assert.equal(whole.headers.get("content-length"), "3000000");
  assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), wanted);
  const part = await get({ headers: { range: "bytes=1000000-2999998" } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get("content-length"), "1999999");
  assert.deepEqual(new Uint8Array(await part.arrayBuffer()), wanted.slice(1_000_000, 2_999_999));
  // Players leave in the middle: the file is closed all the same.
  for (let n = 0; n < 20; n++) await drop(await get());
  assert.equal(await drop(await get({ headers: { range: "bytes=3000000-" } })), 416);
});

Deno.test("50 MB of garbage are refused by their head, and take no memory", () =>
  withOca(async ({ oca, title, get }) => {
    await drop(await get("v0/1.m4s"));
    const before = residentBytes(oca.pid);
    const { pathname, search, host } = new URL(urlOf(oca, title, "v0/1.m4s"));
    for (const length of ["content-length: 52428800", "transfer-encoding: chunked"]) {
      using connection = await Deno.connect({ hostname: oca.boot.host, port: oca.boot.port });
      const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${length}\r\n\r\n`;
      await connection.write(new TextEncoder().encode(head));
      const startedAtMs = performance.now();
      const answer = new Uint8Array(1_000);
      const count = await connection.read(answer) ?? 0;
      assert.match(new TextDecoder().decode(answer.subarray(0, count)), /^HTTP\/1\.1 413 /);
      assert.ok(performance.now() - startedAtMs < 500, "answered before the body came");
    }
    for (const method of ["POST", "PUT"]) {
      const garbage = new Uint8Array(50 * 1_024 * 1_024);
      // The answer may come before all is sent, and the client then says that the connection broke.
      const status = await fetch(urlOf(oca, title, "v0/1.m4s"), { method, body: garbage })
        .then(drop, () => 413);
      assert.equal(status, 413);
    }
    const grown = residentBytes(oca.pid) - before;
    assert.ok(grown < 20e6, `grew by ${grown} bytes`);
    assert.equal(await drop(await get("v0/1.m4s")), 200);
  }));

function residentBytes(pid: number): number {
  const [, resident = ""] = Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ");
  return Number(resident) * 4_096;
}
