import assert from "node:assert/strict";
import type { OcaBoard } from "@netops/core/contracts";
import { FakeTimer, RecordingLogger, ScriptedHttpClient } from "@netops/core/testing";
import { board } from "./board_fixture.ts";
import { BoardWatch } from "./board_watch.ts";

/** Watches cachecontrols that answer by name; undefined is one that is away. */
function rig(answers: Record<string, OcaBoard | undefined>) {
  const timer = new FakeTimer();
  const stop = new AbortController();
  const http = new ScriptedHttpClient((request) => {
    const answer = answers[new URL(request.url).hostname];
    if (answer === undefined) throw new Error("away");
    return Response.json(answer);
  });
  const up = () => Object.keys(answers).map((host) => ({ id: host, host, port: 1 }));
  const watch = new BoardWatch({
    ...{ http, timer, clock: timer.clock, logger: new RecordingLogger(), token: "t" },
    discovery: { up: up as never },
    signal: stop.signal,
  });
  const ids = () => watch.board.ocas.map(({ report }) => report.oca);
  return { timer, http, watch, ids, end: () => stop.abort() };
}

Deno.test("BoardWatch asks every cachecontrol twice a second and merges what they say", async () => {
  const { timer, http, watch, ids, end } = rig({
    "127.0.0.1": board({ oca: "a" }),
    "127.0.0.2": board({ oca: "b" }),
  });
  await timer.settle();
  assert.deepEqual(ids(), ["a", "b"]);
  assert.equal(watch.isReady, true);
  assert.deepEqual(http.requests[0]?.headers, { authorization: "Bearer t" });
  await timer.advance(1_000);
  assert.equal(http.requests.length, 6);
  end();
  await timer.settle();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("BoardWatch keeps the last boards while all are gone, and forgets who left for good", async () => {
  const answers: Record<string, OcaBoard | undefined> = {
    "127.0.0.1": board({ oca: "a" }),
    "127.0.0.2": board({ oca: "b" }),
  };
  const { timer, ids, end } = rig(answers);
  await timer.settle();
  answers["127.0.0.1"] = answers["127.0.0.2"] = undefined;
  await timer.advance(500);
  assert.deepEqual(ids(), ["a", "b"]);
  delete answers["127.0.0.2"];
  answers["127.0.0.1"] = board({ oca: "a" });
  await timer.advance(500);
  assert.deepEqual(ids(), ["a"]);
  end();
  await timer.settle();
});

Deno.test("BoardWatch is ready when somebody can serve, stays so, and after 8 s in any case", async () => {
  const answers: Record<string, OcaBoard | undefined> = {
    "127.0.0.1": board({ oca: "a", state: "DRAINED" }),
  };
  const { timer, watch, end } = rig(answers);
  await timer.advance(7_999);
  assert.equal(watch.isReady, false);
  answers["127.0.0.1"] = board({ oca: "a" });
  await timer.advance(500);
  assert.equal(watch.isReady, true);
  end();
  const late = rig({ "127.0.0.1": undefined });
  await late.timer.advance(7_999);
  assert.equal(late.watch.isReady, false);
  await late.timer.advance(1);
  assert.equal(late.watch.isReady, true);
  late.end();
  await late.timer.settle();
});
