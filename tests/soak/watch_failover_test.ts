import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { failoverTest, MOST_STALL_MS, turn, WIDE } from "../e2e/watch_failover.ts";
import { networkLossTest } from "../e2e/watch_network_loss.ts";
import { openPlayer, signIn, startWatchRig, untilStatus } from "../e2e/watch_rig.ts";
import { openPage } from "../e2e/web_browser.ts";

failoverTest("dash", "hangs");

for (const engine of ["hls", "dash"] as const) {
  failoverTest(engine, "answers 503");
  failoverTest(engine, "resets");

  oracleTest(
    "chromium",
    `without steering ${engine}.js goes on at the next OCA of the answer, at the same place`,
    async ({ path }) => {
      await using rig = await startWatchRig(path);
      const { stub } = rig;
      const gone = { status: 503, code: "NO_INSTANCE", detail: "Cannot answer" };
      stub.wishes.refusals.set("GET /steering/hls", gone);
      stub.wishes.refusals.set("GET /steering/dash", gone);
      await using watched = await openPage(rig.browser, WIDE);
      const { page } = watched;
      await signIn(page, stub);
      await openPlayer(page, `${stub.url}/watch/play/colour-bars?engine=${engine}&buffer=6`);
      await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 2_500);
      turn(stub, "failing");
      const after = await untilStatus(
        page,
        "it ends",
        ({ state }) => state === "ended" || state === "failed",
      );
      assert.deepEqual([after.state, after.oca], ["ended", stub.ocas[1]?.id]);
      assert.ok(after.stalledMs <= MOST_STALL_MS, `stalled ${after.stalledMs} ms`);
      assert.equal(after.failovers, 1);
    },
  );
}

networkLossTest("dash");

oracleTest(
  "chromium",
  "when every OCA fails for half a minute the viewer is asked, and can try again",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { stub } = rig;
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, stub);
    await openPlayer(page, `${stub.url}/watch/play/night-signal?buffer=6&t=10`);
    await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 11_000);
    for (const oca of stub.ocas) oca.mood = "failing";
    await page.getByRole("alert").filter({ hasText: "This does not play" }).waitFor();
    const plays = stub.calls.filter((call) => call === "POST /playback/play").length;
    assert.ok(plays >= 3, `asked ${plays} times`);
    for (const oca of stub.ocas) oca.mood = "well";
    await page.getByRole("button", { name: "Try again" }).click();
    const again = await untilStatus(page, "it plays again", ({ state }) => state === "playing");
    assert.ok(again.positionMs >= 10_000, `goes on at ${again.positionMs}`);
  },
);
