import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { WIDE } from "./watch_failover.ts";
import { openPlayer, signIn, startWatchRig, untilStatus } from "./watch_rig.ts";
import { openPage } from "./web_browser.ts";

const LOST_MS = 3_000;

/** Defines the test of a network that is away for less than the buffer lasts. */
export function networkLossTest(engine: "hls" | "dash"): void {
  oracleTest(
    "chromium",
    `a network that is away for 3 s costs ${engine}.js nothing with a buffer of 6 s`,
    async ({ path }) => {
      await using rig = await startWatchRig(path);
      await using watched = await openPage(rig.browser, WIDE);
      const { page } = watched;
      await signIn(page, rig.stub);
      const address = `${rig.stub.url}/watch/play/night-signal?engine=${engine}&buffer=6&t=10`;
      await openPlayer(page, address);
      await untilStatus(page, "it has a buffer", ({ bufferMs }) => bufferMs > 4_500);
      await page.context().setOffline(true);
      await page.getByText("No connection. Playing from the buffer.").waitFor();
      await new Promise((resolve) => setTimeout(resolve, LOST_MS));
      const lost = await untilStatus(page, "it still plays", () => true);
      assert.equal(lost.state, "playing");
      await page.context().setOffline(false);
      const after = await untilStatus(
        page,
        "it loads again",
        ({ positionMs, bufferMs }) => bufferMs > 3_000 && positionMs > lost.positionMs + 3_000,
      );
      assert.deepEqual([after.stalls, after.fatalErrors, after.oca], [
        ...[0, 0, rig.stub.ocas[0]?.id],
      ]);
    },
  );
}
