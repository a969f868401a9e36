import assert from "node:assert/strict";
import type { TitlePackage } from "@netops/core/contracts";
import { oracleTest } from "../../tools/oracle.ts";
import { type PlayerName, PLAYERS, playTitle, serveTitles } from "../harness/play_title.ts";
import { makeMovie, startOrigin } from "../harness/origin_rig.ts";
import { openBrowser } from "./web_browser.ts";

const TITLES = new URL("../../oca/origin/titles/", import.meta.url).pathname;
const IDS = ["night-signal", "harbour-lights", "colour-bars"];

for (const player of Object.keys(PLAYERS) as PlayerName[]) {
  oracleTest("chromium", `the built-in titles play, seek and end with ${player}`, async (found) => {
    await using browser = await openBrowser(found.path);
    await using site = serveTitles(TITLES);
    for (const title of IDS) {
      const about: TitlePackage = JSON.parse(
        await Deno.readTextFile(`${TITLES}${title}/title.json`),
      );
      const played = await playTitle(browser, player, { url: site.url, title });
      assert.deepEqual(played.complaints, [], title);
      assert.deepEqual(site.missing, [], title);
      assert.ok(played.ended, title);
      assert.equal(played.bufferedRanges, 1, `${title} has holes`);
      assert.equal(played.resumedAtS.length, 3, title);
      assert.ok(Math.abs(played.durationS * 1000 - about.durationMs) < 100, title);
      assert.ok(about.rungs.some((rung) => rung.height === played.height), title);
      assert.ok(played.captions.length > 0, `${title} has no cues`);
    }
  });
}

oracleTest(["chromium", "ffmpeg"], "a title that origin made of a movie plays", async (found) => {
  const home = await Deno.makeTempDir({ prefix: "netops-origin-" });
  try {
    const movie = `${home}/movie.mp4`;
    // 29.97 pictures a second: segments of 2.002 s, which no whole number of AAC frames fills.
    await makeMovie(movie, { seconds: 15, args: ["-r", "30000/1001"] });
    await using origin = await startOrigin(home);
    const job = await origin.add(movie, "name=movie");
    const { state, version } = await origin.until(job.id, (now) => now.ratio === 1);
    assert.equal(state, "done");
    await using browser = await openBrowser(found.path);
    await using site = serveTitles(`${origin.dataDir}/titles`);
    for (const player of Object.keys(PLAYERS) as PlayerName[]) {
      const title = `movie/${version}`;
      const played = await playTitle(browser, player, { url: site.url, title });
      assert.deepEqual(played.complaints, [], player);
      assert.ok(played.ended && played.resumedAtS.length === 3, player);
      assert.equal(played.bufferedRanges, 1, `${player} finds holes`);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
