import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { orderOf } from "../runner/runner_fixture.ts";
import type { SessionLine } from "../session/session_line.ts";
import { playOrder } from "./play_order.ts";

/** Plays sign-ins, two a second for 4 s, at a platform that answers at once; ended after so long. */
async function played(stopAfterMs = Infinity) {
  const timer = new FakeTimer();
  const stopping = new AbortController();
  const lines: SessionLine[] = [];
  const answer = () => Response.json({ accessToken: "n", refreshToken: "r" });
  const { plan, ...order } = orderOf();
  if (plan === undefined) throw new Error("no plan");
  let isWhole: boolean | undefined;
  const playing = playOrder({ ...order, plan: { ...plan, scenario: "signin" } }, {
    accounts: [{ email: "a@netops.test", password: "p", accessToken: "t" }],
    ...{ clock: timer.clock, timer, os: "darwin", signal: stopping.signal },
    createHttpClient: () => new ScriptedHttpClient(answer),
    emit: (line) => lines.push(line),
  }).then((answer) => isWhole = answer);
  for (let spentMs = 0; isWhole === undefined && spentMs < 20_000; spentMs += 100) {
    if (spentMs >= stopAfterMs) stopping.abort();
    await timer.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await playing;
  return { isWhole, starts: lines.filter(({ type }) => type === "start").length };
}

Deno.test("an order that was played to its end is whole", async () => {
  assert.deepEqual(await played(), { isWhole: true, starts: 8 });
});

Deno.test("an order that was ended early says so: what was not begun must not look as if nobody had asked for it", async () => {
  const { isWhole, starts } = await played(1_200);
  assert.deepEqual([isWhole, starts], [false, 3]);
});
