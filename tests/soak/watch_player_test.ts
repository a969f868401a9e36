import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { controlsTest } from "../e2e/watch_controls.ts";
import {
  openPlayer,
  realComplaints,
  signIn,
  startWatchRig,
  untilStatus,
} from "../e2e/watch_rig.ts";
import { ALL_LOOKS, axeViolations, openPage } from "../e2e/web_browser.ts";

const WIDE = { colorScheme: "dark", width: 1440 } as const;

controlsTest("dash");

for (const engine of ["hls", "dash"] as const) {
  oracleTest(
    "chromium",
    `a title plays from its page to its end with ${engine}.js, without a fatal error`,
    async ({ path }) => {
      await using rig = await startWatchRig(path);
      const { stub } = rig;
      await using watched = await openPage(rig.browser, WIDE);
      const { page } = watched;
      await signIn(page, stub);
      await openPlayer(page, `${stub.url}/watch/play/colour-bars?engine=${engine}`);
      const end = await untilStatus(page, "it ends", ({ state }) => state === "ended");
      assert.deepEqual(
        [end.engine, end.fatalErrors, end.stalls, end.failovers, end.oca],
        [engine, 0, 0, 0, stub.ocas[0]?.id],
      );
      assert.ok(Math.abs(end.positionMs - 16_000) < 300, `ended at ${end.positionMs}`);
      assert.ok((end.startupMs ?? 0) > 0);
      const types = stub.beacons.map(({ type }) => type);
      assert.equal(types[0], "start");
      assert.equal(types.at(-1), "end");
      assert.ok(types.includes("heartbeat"));
      await page.getByRole("heading", { name: "Colour Bars", level: 2 }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole("link", { name: "Back to browse" }).click();
      await page.getByRole("heading", { name: "Popular" }).waitFor();
      assert.deepEqual(realComplaints(watched.complaints), []);
    },
  );
}

oracleTest("chromium", "the player breaks no rule of axe with any panel open", async ({ path }) => {
  await using rig = await startWatchRig(path);
  for (const look of [...ALL_LOOKS, { ...WIDE, width: 360 }]) {
    await using watched = await openPage(rig.browser, look);
    const { page } = watched;
    await signIn(page, rig.stub);
    await openPlayer(page, `${rig.stub.url}/watch/play/night-signal`);
    await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 0);
    const name = `${look.colorScheme} ${look.width}`;
    for (const panel of ["Captions", "Quality", "Why this OCA"]) {
      await page.mouse.move(100 + Math.random() * 50, 100);
      await page.getByRole("button", { name: panel }).click();
      await page.getByRole("heading", { name: panel }).waitFor();
      assert.deepEqual(await axeViolations(page), [], `${panel} ${name}`);
      await assertReachable(page, name);
      await page.keyboard.press("Escape");
      await page.getByRole("heading", { name: panel }).waitFor({ state: "detached" });
    }
    assert.deepEqual(realComplaints(watched.complaints), []);
  }
});

/** Every control lies within the window. */
async function assertReachable(page: Page, name: string): Promise<void> {
  const outside = await page.evaluate<string[]>(`[...document.querySelectorAll(".player button")]
    .filter((one) => { const { left, right } = one.getBoundingClientRect();
      return right > 0 && (left < 0 || right > innerWidth + 0.5); })
    .map((one) => one.getAttribute("aria-label"))`);
  assert.deepEqual(outside, [], name);
}

oracleTest(
  "chromium",
  "a stream ended on the account page ends, says so, and can begin again",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { stub } = rig;
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, stub);
    await openPlayer(page, `${stub.url}/watch/play/night-signal`);
    await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 0);
    const account = await watched.page.context().newPage();
    account.setDefaultTimeout(60_000);
    await account.goto(`${stub.url}/watch/account`);
    await account.getByLabel("E-mail").fill(stub.email);
    await account.getByLabel("Password").fill(stub.password);
    await account.keyboard.press("Enter");
    await account.getByRole("button", { name: "End it: Night Signal" }).click();
    await account.getByText("Nothing plays on this account").waitFor();
    await page.getByRole("alert").filter({ hasText: "This stream was ended" }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole("button", { name: "Try again" }).click();
    await untilStatus(page, "it plays again", ({ state }) => state === "playing");
  },
);

oracleTest(
  "chromium",
  "controls hide without a touch, a first tap shows them, a second pauses, mute is kept",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const viewport = { width: 390, height: 844 };
    const context = await rig.browser.newContext({ viewport, hasTouch: true });
    const page = await context.newPage();
    await signIn(page, rig.stub);
    await page.getByRole("link", { name: "Play", exact: true }).tap();
    await untilStatus(page, "it plays", ({ state }) => state === "playing");
    await page.locator(".quiet-controls").waitFor();
    await page.touchscreen.tap(190, 300);
    await page.locator(".player:not(.quiet-controls)").waitFor();
    assert.equal((await untilStatus(page, "it is there", () => true)).state, "playing");
    await page.touchscreen.tap(190, 300);
    await untilStatus(page, "it pauses", ({ state }) => state === "paused");
    await page.getByRole("button", { name: "Mute" }).tap();
    await page.reload();
    await page.getByRole("button", { name: "Unmute" }).waitFor();
    await context.close();
  },
);
