import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { build, stop } from "esbuild";

/** What a script of k6 does: it can only wait for its requests, all of a turn at once. */
const SCRIPT = `
import { createViewer } from "./core/viewer/mod.ts";

const QUERY = "?sig=1";
const MASTER = "#EXTM3U\\n" +
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a0/playlist.m3u8' + QUERY + '"\\n' +
  '#EXT-X-STREAM-INF:BANDWIDTH=300000,AUDIO="a"\\nv0/playlist.m3u8' + QUERY + "\\n";
const MEDIA = "#EXTM3U\\n" + [1, 2, 3, 4, 5, 6, 7, 8].map((n) => "#EXTINF:2,\\n" + n + ".m4s").join("\\n") +
  "\\n#EXT-X-ENDLIST\\n";

export function play() {
  let nowMs = 0;
  const asked = [];
  const viewer = createViewer({
    ocas: ["a", "b"].map((id) => ({ id, url: "http://" + id + "/t1/v1/master.m3u8" + QUERY })),
    random: () => 0.5,
    requestedAtMs: 0,
  });
  for (let turns = 0; turns < 1000; turns++) {
    const turn = viewer.next(nowMs);
    if (turn.result) return { result: turn.result, asked };
    const fetches = turn.actions.filter(({ kind }) => kind === "fetch");
    for (const { request } of fetches) asked.push(request.url);
    // A batch: time passes once for all of it.
    if (fetches.length > 0) nowMs += 40;
    for (const { request } of fetches) viewer.feed(answerOf(request, nowMs), nowMs);
    // A sleep.
    if (fetches.length === 0) nowMs = turn.wakeAtMs;
  }
}

function answerOf({ id, oca, url, purpose }, nowMs) {
  if (oca === "a" && nowMs > 5000) return { kind: "failure", id, reason: "connect" };
  const text = purpose === "master" ? MASTER : purpose === "playlist" ? MEDIA : undefined;
  return { kind: "answer", id, status: 200, bytes: 70000, ...(text ? { text } : {}) };
}
`;

Deno.test("the viewer is one ES2020 script that needs nothing of its host, as a k6 script does", async () => {
  const root = new URL("../../", import.meta.url).pathname;
  const bundle = await build({
    stdin: { contents: SCRIPT, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "script",
    target: "es2020",
  });
  await stop();
  const code = `${bundle.outputFiles[0]?.text}; JSON.stringify(script.play())`;
  // An empty context: no URL, no timers, no console, no fetch.
  const { result, asked } = JSON.parse(String(runInNewContext(code, {})));
  assert.equal(result.outcome, "ended");
  assert.equal(result.playedMs, 16_000);
  assert.equal(result.stalls, 0);
  assert.equal(result.failovers, 1);
  assert.ok(asked.includes("http://b/t1/v1/v0/8.m4s"), asked.join());
});
