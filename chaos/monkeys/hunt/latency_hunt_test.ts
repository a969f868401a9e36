import assert from "node:assert/strict";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import { huntKnobs, HuntRig, instances } from "../monkey_fixture.ts";

const NOON_MS = Temporal.ZonedDateTime.from("2026-10-14T12:00[America/Los_Angeles]")
  .epochMilliseconds;

const HOUR_MS = 3_600_000;

const BUSY = {
  leashed: false,
  slot: "1m",
  defaults: { meanTimeBetweenKills: "1m", maxTerminationsPerDay: 1_000 },
};

Deno.test("the Latency Monkey delays or aborts on the answering side, for a limited time", async () => {
  const knobs = huntKnobs({
    ...BUSY,
    strategies: { Delay: { parameters: { delayMs: 42 } } },
  }, "latency");
  const rig = new HuntRig(
    new FakeTimer(new FakeClock(NOON_MS)),
    knobs,
    instances(["shop"], 3),
  );
  await rig.live(HOUR_MS);
  const kinds = new Set(rig.platform.injected.map(({ faultKind }) => faultKind));
  assert.deepEqual([...kinds].sort(), ["abort", "latency"]);
  for (const { faultKind, parameters, durationMs } of rig.platform.injected) {
    assert.equal(durationMs, 300_000);
    if (faultKind === "latency") assert.deepEqual(parameters, { delayMs: 42, jitterMs: 500 });
  }
});
