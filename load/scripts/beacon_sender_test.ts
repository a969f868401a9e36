import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import type { SessionBeacon } from "@netops/core/viewer";
import { BeaconSender } from "./beacon_sender.ts";

const BEACON = { type: "heartbeat" } as unknown as SessionBeacon;

/** A sender whose calls take as long as a test says; what was sent, with its limit. */
function rig(tookMs: number, isDisplaced = false) {
  const timer = new FakeTimer();
  const { clock } = timer;
  const sent: (readonly [number, number])[] = [];
  let displaced = 0;
  let cancel = () => {};
  const sender = new BeaconSender({
    post: async (events, untilMs) => {
      sent.push([events.length, untilMs]);
      await timer.sleep(tookMs);
      return isDisplaced;
    },
    onDisplaced: () => displaced++,
    nowMs: () => clock.monotonicMs(),
    limit: {
      until: (atMs) =>
        new Promise((resolve) => cancel = timer.after(atMs - clock.monotonicMs(), resolve)),
      ring: () => cancel(),
    },
  });
  return { timer, sender, sent, displaced: () => displaced };
}

/** When closing is over. */
async function closedAt({ sender, timer }: ReturnType<typeof rig>): Promise<number> {
  let atMs: number | undefined;
  void sender.close(3_000).then(() => atMs = timer.clock.monotonicMs());
  for (let spentMs = 0; atMs === undefined && spentMs < 60_000; spentMs += 100) {
    await timer.advance(100);
  }
  return atMs ?? Infinity;
}

Deno.test("last beacons are waited for, and no timer is left", async () => {
  const made = rig(700);
  made.sender.send(BEACON);
  assert.equal(await closedAt(made), 700);
  assert.equal(made.timer.pendingCount, 0);
  await made.sender.close(3_000);
  assert.equal(made.timer.pendingCount, 0);
});

Deno.test("a playback that is slow holds the end of a session for so long and no longer, however much waits", async () => {
  const made = rig(2_000);
  for (let at = 0; at < 120; at++) made.sender.send(BEACON);
  await made.timer.advance(1_000);
  assert.equal(await closedAt(made), 4_000);
  await made.timer.advance(60_000);
  // The third batch was due when the time was over.
  assert.deepEqual(made.sent, [[50, 8_000], [50, 4_000]]);
  assert.equal(made.timer.pendingCount, 0);
});

Deno.test("a call that is under way as the session ends does not hold its last line", async () => {
  const made = rig(8_000);
  made.sender.send(BEACON);
  assert.equal(await closedAt(made), 3_000);
  await made.timer.advance(5_000);
});

Deno.test("a session that is not live any more is told so", async () => {
  const made = rig(10, true);
  made.sender.send(BEACON);
  await closedAt(made);
  assert.equal(made.displaced(), 1);
});
