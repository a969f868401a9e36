import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { failoverTest, MOST_STALL_MS, turn, WIDE } from "./watch_failover.ts";
import { networkLossTest } from "./watch_network_loss.ts";
import { openPlayer, signIn, startWatchRig, untilStatus } from "./watch_rig.ts";
import { openPage } from "./web_browser.ts";

failoverTest("hls", "is killed");
failoverTest("dash", "is killed");
// The other faults are in the soak; headless all of them are tested in every run.
failoverTest("hls", "hangs");

oracleTest(
  "chromium",
  "an OCA that does not even send the playlist is passed over",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { stub } = rig;
    turn(stub, "failing");
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, stub);
    await openPlayer(page, `${stub.url}/watch/play/colour-bars`);
    const status = await untilStatus(page, "it plays", ({ state }) => state === "playing");
    assert.equal(status.oca, stub.ocas[1]?.id);
  },
);

oracleTest(
  "chromium",
  "when every OCA fails the buffer plays on, it says so, and it goes on by itself",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { stub } = rig;
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, stub);
    await openPlayer(page, `${stub.url}/watch/play/night-signal?buffer=6&t=10`);
    await untilStatus(page, "it plays", ({ bufferMs }) => bufferMs > 4_500);
    const plays = stub.calls.filter((call) => call === "POST /playback/play").length;
    for (const oca of stub.ocas) oca.mood = "failing";
    await page.getByText("No cache can deliver. Playing from the buffer.").waitFor();
    const during = await untilStatus(page, "it still plays", () => true);
    assert.equal(during.state, "playing");
    for (const oca of stub.ocas) oca.mood = "well";
    const after = await untilStatus(
      page,
      "it loads again",
      ({ positionMs, bufferMs, state }) =>
        state === "playing" && bufferMs > 3_000 && positionMs > during.positionMs + 3_000,
    );
    assert.ok(after.stalledMs <= MOST_STALL_MS, `stalled ${after.stalledMs} ms`);
    const asked = stub.calls.filter((call) => call === "POST /playback/play").length - plays;
    assert.ok(asked >= 1 && asked < 10, `playback was asked ${asked} times`);
  },
);

networkLossTest("hls");
