import assert from "node:assert/strict";
import { type ErrorCode, NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { whileAway } from "./while_away.ts";

function asked(answers: (call: number) => ErrorCode | undefined) {
  const timer = new FakeTimer();
  let calls = 0;
  const ask = () => {
    const code = answers(calls++);
    return code === undefined
      ? Promise.resolve("here")
      : Promise.reject(new NetopsError(code, code));
  };
  const codes = ["NO_INSTANCE"] as const;
  const outcome = whileAway(ask, { clock: timer.clock, timer, codes }).catch(({ code }) => code);
  return { timer, outcome, calls: () => calls };
}

Deno.test("whileAway() asks until somebody is there", async () => {
  const { timer, outcome, calls } = asked((call) => call < 12 ? "NO_INSTANCE" : undefined);
  await timer.advance(1_300);
  assert.equal(await outcome, "here");
  assert.equal(calls(), 13);
});

Deno.test("whileAway() gives up after 5 s, and at once on any other error", async () => {
  const away = asked(() => "NO_INSTANCE");
  await away.timer.advance(4_900);
  assert.ok(away.calls() > 40);
  await away.timer.advance(300);
  assert.equal(await away.outcome, "NO_INSTANCE");
  const lost = asked(() => "UNREACHABLE");
  assert.equal(await lost.outcome, "UNREACHABLE");
  assert.equal(lost.calls(), 1);
});
