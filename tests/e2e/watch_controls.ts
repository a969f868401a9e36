import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { openPlayer, realComplaints, signIn, startWatchRig, untilStatus } from "./watch_rig.ts";
import { openPage } from "./web_browser.ts";

const WIDE = { colorScheme: "dark", width: 1440 } as const;

/** Defines the test of everything that a viewer can press, in one engine. */
export function controlsTest(engine: "hls" | "dash"): void {
  oracleTest(
    "chromium",
    `captions, seeking, pausing and rungs work by keys and menus with ${engine}.js`,
    async ({ path }) => {
      await using rig = await startWatchRig(path);
      await using watched = await openPage(rig.browser, WIDE);
      const { page } = watched;
      await signIn(page, rig.stub);
      await openPlayer(page, `${rig.stub.url}/watch/play/night-signal?engine=${engine}`);
      await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 0);
      await page.keyboard.press("c");
      await page.locator(".captions", { hasText: "The mast on the hill begins to send." })
        .waitFor();
      await page.getByRole("button", { name: "Captions" }).click();
      await page.getByRole("radio", { name: "Deutsch" }).check();
      await page.keyboard.press("Escape");
      await page.getByLabel("Position").fill("18500");
      await untilStatus(page, "it plays on", ({ positionMs }) => positionMs > 19_000);
      const german = await page.locator(".captions").getAttribute("lang");
      assert.equal(german, "de");
      await page.locator(".captions span").first().waitFor();
      await page.keyboard.press("ArrowRight");
      const jumped = await untilStatus(page, "it jumps", ({ positionMs }) => positionMs > 28_000);
      assert.equal(jumped.stalls, 0, "a seek is no stall");
      await page.keyboard.press("k");
      await untilStatus(page, "it pauses", ({ state }) => state === "paused");
      await page.getByRole("button", { name: "Quality" }).click();
      await page.getByRole("radio", { name: /^144p/ }).check();
      await page.keyboard.press("Escape");
      await page.keyboard.press("k");
      await untilStatus(page, "the rung is taken", ({ rung }) => rung === 144);
      await page.keyboard.press("m");
      assert.equal(await page.evaluate("document.querySelector('video').muted"), true);
      assert.deepEqual(realComplaints(watched.complaints), []);
    },
  );
}
