import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { LoadDesk } from "../e2e/load_rig.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const VIEWERS = 500;
const VUS = 700;
/** They come one after the other and stay to the end of their title, 36 s on average: 15/s · 36 s = 540. */
const LOAD = [
  ...["hotpath", "--engine", "k6", "--rate", "15", "--watch", "45s", "--for", "60s", "--seed", "5"],
  ...["--max-vus", String(VUS)],
];
/** So many bytes of one VU of k6 would be a leak; there are more than play. */
const MOST_VU_BYTES = 3_500_000;

oracleTest(
  "k6",
  "five hundred viewers watch at once, and what the generator took is told",
  async ({ path }) => {
    await using streaming = await StreamingPlatform.boot("lite");
    const desk = new LoadDesk(streaming.platform, path);
    const { report } = await desk.run(LOAD);
    const { generator, seconds, startupMs, starts, stalledRatio } = report;
    assert.ok(generator !== null, report.reason);
    const { cpuCores, rssMaxBytes, runningMax, machineBusyRatio } = generator;
    console.log(
      `${report.verdict}: ${report.reason}\n` +
        `${runningMax} at once; k6 ${cpuCores.mean} cores (most ${cpuCores.max}), ` +
        `${Math.round(rssMaxBytes / 1e6)} MB; machine ${
          Math.round(machineBusyRatio * 100)
        } % busy; ` +
        `${starts.started} of ${starts.attempted} started, p50 ${startupMs.p50} ms, ` +
        `p95 ${startupMs.p95} ms, stalled ${stalledRatio}`,
    );
    assert.ok(runningMax >= VIEWERS, `${runningMax}`);
    assert.ok(seconds.filter(({ running }) => running >= VIEWERS).length >= 10, "for ten seconds");
    assert.ok(starts.started >= starts.attempted * 0.99, report.reason);
    assert.ok((stalledRatio ?? 1) < 0.01, `${stalledRatio}`);
    assert.ok(cpuCores.mean > 0 && cpuCores.max >= cpuCores.mean);
    assert.ok(
      rssMaxBytes > 50e6 && rssMaxBytes < VUS * MOST_VU_BYTES,
      `${rssMaxBytes} bytes`,
    );
    const page = await Deno.readTextFile(report.reportHtml);
    assert.match(page, /Health of the generator/i);
    const text = await desk.printed([report.id]);
    assert.match(text, /generator [\d.]+ of \d+ cores, [\d.]+ [MG]B, \d+ of 700 at once/);
  },
);
