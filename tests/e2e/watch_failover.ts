import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { openPlayer, realComplaints, signIn, startWatchRig, untilStatus } from "./watch_rig.ts";
import type { WatchStub } from "./watch_stub.ts";
import { openPage } from "./web_browser.ts";

export const WIDE = { colorScheme: "dark", width: 1440 } as const;
export const MOST_STALL_MS = 2_000;

/** Ways in which an OCA fails in mid-stream. */
export type Fault = "is killed" | "answers 503" | "hangs" | "resets";

const FAULTS: Readonly<Record<Fault, (stub: WatchStub) => unknown>> = {
  "is killed": (stub) => stub.ocas[0]?.kill(),
  "answers 503": (stub) => turn(stub, "failing"),
  hangs: (stub) => turn(stub, "silent"),
  resets: (stub) => turn(stub, "breaking"),
};

/** Changes how the OCA that is first in rank behaves. */
export function turn(stub: WatchStub, mood: "failing" | "silent" | "breaking"): void {
  const [first] = stub.ocas;
  if (first !== undefined) first.mood = mood;
}

/** Defines the test of one fault in one player. */
export function failoverTest(engine: "hls" | "dash", fault: Fault): void {
  oracleTest(
    "chromium",
    `an OCA that ${fault} in mid-stream costs at most 2 s of ${engine}.js with a buffer of 6 s`,
    async ({ path }) => {
      await using rig = await startWatchRig(path);
      const { stub } = rig;
      await using watched = await openPage(rig.browser, WIDE);
      const { page } = watched;
      await signIn(page, stub);
      const query = `engine=${engine}&buffer=6`;
      await openPlayer(page, `${stub.url}/watch/play/colour-bars?${query}`);
      const before = await untilStatus(
        page,
        "it plays with a buffer",
        (status) => status.positionMs > 2_500 && status.bufferMs > 2_500,
      );
      assert.equal(before.oca, stub.ocas[0]?.id);
      await FAULTS[fault](stub);
      const after = await untilStatus(
        page,
        "it ends",
        ({ state }) => state === "ended" || state === "failed",
      );
      assert.equal(after.state, "ended");
      assert.ok(after.stalledMs <= MOST_STALL_MS, `stalled ${after.stalledMs} ms`);
      assert.equal(after.oca, stub.ocas[1]?.id, "the next in rank serves");
      assert.deepEqual([after.failovers, after.fatalErrors], [1, 0]);
      assert.ok(stub.beacons.some(({ type }) => type === "failover"));
      assert.deepEqual(realComplaints(watched.complaints), []);
    },
  );
}
