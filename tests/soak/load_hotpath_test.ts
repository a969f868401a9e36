import assert from "node:assert/strict";
import type { LoadReport } from "@netops/load/report";
import { oracleTest } from "../../tools/oracle.ts";
import { LoadDesk } from "../e2e/load_rig.ts";
import { until } from "../harness/platform.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const LOAD = ["hotpath", "--engine", "k6", "--rate", "20", "--for", "60s"];

function words(
  { verdict, reason, spsAchieved, startupMs, starts, failovers, generator }: LoadReport,
) {
  return `${verdict}: ${reason}\n${spsAchieved} SPS, ${starts.started} of ${starts.attempted} started, ` +
    `startup p50 ${startupMs.p50} ms, p95 ${startupMs.p95} ms, ${failovers} failovers, ` +
    `k6 ${generator?.cpuCores.mean} cores, ${
      Math.round((generator?.rssMaxBytes ?? 0) / 1e6)
    } MB, ` +
    `machine ${Math.round((generator?.machineBusyRatio ?? 0) * 100)} % busy`;
}

async function pause(delayMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** Lets the OCA that most play from hang, and then loses another zone, while a load runs. */
async function breakIt(streaming: StreamingPlatform, desk: LoadDesk): Promise<void> {
  const { platform } = streaming;
  await until("sessions begin", 90_000, async () => {
    const { loads } = JSON.parse((await desk.call(["status", "--json"])).stdout);
    return loads[0]?.progress?.started > 0;
  });
  const inject = async (...args: readonly string[]) => {
    const { code, stderr } = await platform.run(["chaos", "inject", ...args, "--ignore-slo"]);
    assert.equal(code, 0, stderr);
  };
  await pause(10_000);
  const [busiest] = (await streaming.audiences(Date.now() - 10_000))
    .sort((one, other) => other.viewers - one.viewers);
  assert.ok(busiest !== undefined && busiest.viewers > 0);
  await inject("process-pause", "--target", busiest.oca.id, "--for", "10s");
  await pause(20_000);
  const zones = (await platform.ps()).flatMap(({ app, zone }) => app === "steering" ? [zone] : []);
  const lost = zones.find((zone) => zone !== busiest.oca.zone);
  await inject("zone-loss", "--target", `zone:${lost}`, "--for", "10s");
}

/** What the verdict must be by the numbers alone. */
function assertHonest({ verdict, exitCode, thresholds, reason }: LoadReport): void {
  const crossed = thresholds.filter(({ passed }) => !passed);
  if (crossed.length === 0) return assert.equal(verdict, "passed", reason);
  assert.ok(verdict === "failed" || verdict === "inconclusive", reason);
  assert.equal(exitCode, verdict === "failed" ? 5 : 9);
}

oracleTest(
  "k6",
  "std carries twenty stream starts a second, and a hung OCA and a lost zone stand in the report of the same load",
  async ({ path }, _rest, context) => {
    await using streaming = await StreamingPlatform.boot("std");
    const desk = new LoadDesk(streaming.platform, path);
    // A platform that was just booted has compiled nothing yet.
    await desk.run(["hotpath", "--engine", "k6", "--rate", "10", "--for", "20s"]);
    await context.step("whole, the load is delivered and every threshold is met", async () => {
      const { report } = await desk.run(LOAD);
      console.log(words(report));
      assert.deepEqual([report.verdict, report.exitCode], ["passed", 0], report.reason);
      assert.equal(report.starts.attempted, 1_200);
      assert.equal(report.droppedIterations, 0);
    });
    await context.step(
      "broken, it shows what happened when, and says what the numbers say",
      async () => {
        const [{ report }] = await Promise.all([desk.run(LOAD), breakIt(streaming, desk)]);
        console.log(words(report));
        assertHonest(report);
        const chaos = report.events.filter(({ lane }) => lane === "chaos").map(({ text }) => text);
        assert.ok(chaos.some((text) => text.includes("process-pause")), chaos.join("\n"));
        assert.ok(chaos.some((text) => text.includes("zone-loss")), chaos.join("\n"));
        assert.ok(report.failovers > 0);
        const page = await Deno.readTextFile(report.reportHtml);
        assert.match(page, /process-pause[\s\S]*zone-loss/);
        console.log(chaos.join("\n"));
      },
    );
  },
);
