import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";
import { openPlayer, realComplaints, untilStatus } from "./watch_rig.ts";
import { axeViolations, openBrowser, openPage } from "./web_browser.ts";

const WIDE = { colorScheme: "dark", width: 1440 } as const;
const MOST_STALL_MS = 2_000;

async function signUp(page: Page, gateway: string): Promise<void> {
  page.setDefaultTimeout(60_000);
  await page.goto(`${gateway}/watch/sign-up`);
  await page.getByRole("radio", { name: /Standard/ }).waitFor();
  await page.getByLabel("E-mail").fill(`viewer-${crypto.randomUUID().slice(0, 8)}@example.test`);
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByLabel("Country").selectOption("US");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.locator(".hero h2").waitFor();
}

oracleTest(
  "chromium",
  "a viewer of the whole platform, in a real browser",
  async ({ path }, _, t) => {
    await using platform = await StreamingPlatform.boot("std");
    await using browser = await openBrowser(path);
    await using watched = await openPage(browser, WIDE);
    const { page } = watched;
    const watch = `${platform.urls["gateway"]}/watch`;
    await signUp(page, platform.urls["gateway"] ?? "");

    for (const engine of ["hls", "dash"] as const) {
      await t.step(`signs up and plays to the end with ${engine}.js`, async () => {
        await openPlayer(page, `${watch}/play/colour-bars?engine=${engine}&t=0`);
        const end = await untilStatus(
          page,
          "it ends",
          ({ state }) => state === "ended" || state === "failed",
        );
        assert.deepEqual([end.state, end.engine, end.fatalErrors], ["ended", engine, 0]);
      });

      await t.step(
        `does not notice that the serving OCA is killed, with ${engine}.js`,
        async () => {
          await openPlayer(page, `${watch}/play/harbour-lights?engine=${engine}&buffer=6&t=0`);
          const before = await untilStatus(
            page,
            "it plays with a buffer",
            (status) => status.positionMs > 3_000 && status.bufferMs > 2_500,
          );
          const serving = (await platform.platform.ps()).find(({ id }) => id === before.oca);
          assert.ok(serving !== undefined, `${before.oca} is an instance`);
          Deno.kill(serving.pid, "SIGKILL");
          const after = await untilStatus(
            page,
            "it ends",
            ({ state }) => state === "ended" || state === "failed",
          );
          assert.equal(after.state, "ended");
          assert.ok(after.stalledMs <= MOST_STALL_MS, `stalled ${after.stalledMs} ms`);
          await platform.allUp();
        },
      );
    }

    await t.step("sees why this OCA, with the reasons of steering", async () => {
      await openPlayer(page, `${watch}/play/night-signal?t=0`);
      const status = await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 500);
      await page.keyboard.press("w");
      const serving = page.locator(".ocas .serving");
      await serving.filter({ hasText: status.oca ?? "?" }).waitFor();
      assert.match(await serving.innerText(), /longest prefix 127\./);
      assert.deepEqual(await axeViolations(page), []);
      await page.keyboard.press("Escape");
    });

    await t.step("leaves in the middle, and finds it under Continue watching", async () => {
      await untilStatus(page, "it is in the middle", ({ positionMs }) => positionMs > 6_000);
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Browse" }).click();
      await page.getByRole("heading", { name: "Continue watching" }).waitFor();
      await page.getByRole("link", { name: /Night Signal.*Resume at/ }).click();
      const resumed = await untilStatus(page, "it plays", ({ state }) => state === "playing");
      assert.ok(resumed.positionMs > 4_000, `resumed at ${resumed.positionMs}`);
    });

    await t.step("finds by the beginning of a word", async () => {
      await page.goto(`${watch}/search`);
      await page.getByRole("searchbox").fill("harb");
      await page.getByText("1 title for “harb”").waitFor();
      await page.getByRole("link", { name: /Harbour Lights/ }).waitFor();
    });
    assert.deepEqual(realComplaints(watched.complaints), []);
  },
);
