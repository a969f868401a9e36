import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { controlsTest } from "./watch_controls.ts";
import { openPlayer, signIn, startWatchRig, untilStatus } from "./watch_rig.ts";
import { axeViolations, openPage } from "./web_browser.ts";

const WIDE = { colorScheme: "dark", width: 1440 } as const;

// The same with dash.js is in the soak.
controlsTest("hls");

oracleTest(
  "chromium",
  "a title goes on where it was left, or from its beginning",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { stub } = rig;
    stub.wishes.positionsMs.set("harbour-lights", 9_000);
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, stub);
    await page.getByRole("link", { name: /Harbour Lights.*Resume at 0:09/ }).click();
    const resumed = await untilStatus(page, "it plays", ({ state }) => state === "playing");
    assert.ok(resumed.positionMs >= 8_500, `resumed at ${resumed.positionMs}`);
    await page.getByRole("link", { name: "Back to the title" }).click();
    await page.getByRole("link", { name: "From the beginning" }).click();
    const anew = await untilStatus(page, "it plays", ({ state }) => state === "playing");
    assert.ok(anew.positionMs < 5_000, `began at ${anew.positionMs}`);
    assert.ok(stub.beacons.some(({ type }) => type === "stop"), "leaving was told");
  },
);

oracleTest(
  "chromium",
  "the engine can be changed in the middle, and the title goes on",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, rig.stub);
    await openPlayer(page, `${rig.stub.url}/watch/play/night-signal?t=20`);
    await untilStatus(page, "it plays", ({ positionMs }) => positionMs > 20_000);
    await page.getByRole("button", { name: "Quality" }).click();
    await page.getByRole("radio", { name: /dash\.js/ }).click();
    const after = await untilStatus(
      page,
      "dash.js plays",
      ({ engine, state }) => engine === "dash" && state === "playing",
    );
    assert.ok(after.positionMs >= 19_000, `goes on at ${after.positionMs}`);
    assert.match(page.url(), /engine=dash/);
  },
);

oracleTest("chromium", "refusals of playback are said in words that help", async ({ path }) => {
  await using rig = await startWatchRig(path);
  const { stub } = rig;
  await using watched = await openPage(rig.browser, WIDE);
  const { page } = watched;
  await signIn(page, stub);
  const play = `${stub.url}/watch/play/night-signal`;
  const refusals: readonly (readonly [string, string, string])[] = [
    ["TOO_MANY_STREAMS", "Too many streams", "Go to the account"],
    ["NOT_LICENSED", "Not available here", "Back to browse"],
    ["SUBSCRIPTION_EXPIRED", "Your plan has ended", "Go to the account"],
  ];
  for (const [code, title, way] of refusals) {
    stub.wishes.refusals.set("POST /playback/play", { status: 403, code, detail: "Cannot play" });
    await page.goto(play);
    await page.getByRole("alert").filter({ hasText: title }).waitFor();
    await page.getByRole("link", { name: way }).waitFor();
    assert.deepEqual(await axeViolations(page), [], code);
  }
});
