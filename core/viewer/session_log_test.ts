import assert from "node:assert/strict";
import type { PlaybackClock } from "./playback_clock.ts";
import { SessionLog } from "./session_log.ts";

Deno.test("a stall, a switch and a failover are told with the next beacon that playback acts on", () => {
  const clock = { positionMs: 0 } as PlaybackClock;
  const log = new SessionLog({ clock, oca: () => "a", rung: () => "v1" });
  const told = () => log.take().flatMap((each) => each.kind === "beacon" ? [each.beacon] : []);
  log.beacon("failover", 1, {});
  assert.deepEqual(told(), []);
  log.beacon("start", 2, {});
  assert.deepEqual(told().map(({ type, tsMs }) => [type, tsMs]), [["failover", 1], ["start", 2]]);
  log.beacon("stall", 3, {});
  log.beacon("switch", 4, {});
  assert.deepEqual(told(), []);
  log.beacon("stop", 5, {});
  assert.deepEqual(told().map(({ type }) => type), ["stall", "switch", "stop"]);
});
