import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { Roller, type RollerParts } from "./roller.ts";

/** A roller over a fleet whose rolls come to `outcomes`, one after the other. */
function rig(outcomes: readonly (Error | "ok")[]) {
  const timer = new FakeTimer();
  const stop = new AbortController();
  const said: string[] = [];
  let rolls = 0;
  const fleet = {
    changeApp: (app: string) => {
      const outcome = outcomes[rolls++] ?? "ok";
      return outcome === "ok"
        ? Promise.resolve({ app, desired: 1, reason: "unchanged" })
        : Promise.reject(outcome);
    },
    instances: () => Promise.resolve({ instances: [{ app: "hello", version: "v1" }] }),
    status: () => Promise.resolve({ apps: [{ app: "hello", up: 1, desired: 1, status: "UP" }] }),
  } as unknown as RollerParts["fleet"];
  const roller = new Roller({
    ...{ app: "hello", fleet, timer, clock: timer.clock, signal: stop.signal },
    say: (text) => said.push(text),
  });
  return { roller, timer, stop, said, rolls: () => rolls };
}

for (const code of ["CONFLICT", "TIMED_OUT", "UNREACHABLE"] as const) {
  Deno.test(`an edit whose roll came to ${code} is tried again, not lost`, async () => {
    const failed = new NetopsError(code, "Cannot now");
    const { roller, timer, said, rolls } = rig([failed, failed, "ok"]);
    roller.request();
    await timer.advance(0);
    assert.equal(rolls(), 1);
    await timer.advance(1_000);
    assert.equal(rolls(), 2);
    await timer.advance(2_000);
    assert.equal(rolls(), 3);
    assert.match(said.join("\n"), /cannot roll: Cannot now \(trying again soon\)/);
    assert.equal(said.at(-1), "hello: unchanged");
    assert.equal(timer.pendingCount, 0);
  });
}

Deno.test("a version that fleet tried in vain waits for the next edit", async () => {
  const { roller, timer, said, rolls } = rig([new NetopsError("UNHEALTHY", "It dies")]);
  roller.request();
  await timer.advance(60_000);
  assert.equal(rolls(), 1);
  assert.match(said.at(-1)!, /It dies \(netops logs hello\)/);
  roller.request();
  await timer.advance(0);
  assert.equal(rolls(), 2);
});

Deno.test("the end of everything ends the tries", async () => {
  const failed = new NetopsError("CONFLICT", "Cannot now");
  const { roller, timer, stop, rolls } = rig([failed, failed]);
  roller.request();
  await timer.advance(0);
  stop.abort();
  await timer.advance(60_000);
  assert.equal(rolls(), 1);
  assert.equal(timer.pendingCount, 0);
});
