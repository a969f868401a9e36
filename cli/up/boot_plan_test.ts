import assert from "node:assert/strict";
import { load } from "../config/config_fixture.ts";
import { makeBootPlan } from "./boot_plan.ts";

async function planOf(platform: string) {
  const slo = "slo:\n  own: {objective: 0.9, query: 'avg_over_time(x[$window])'}\n";
  const config = await load({ files: { "netops.yaml": `platform: ${platform}\n${slo}` } });
  return makeBootPlan(
    { config, home: "/home", detached: false, timeoutMs: undefined, env: {} },
    { randomHex: (bytes) => "0".repeat(2 * bytes), os: "linux" },
  );
}

Deno.test("telemetry hears of objectives, and of stream starts only where the platform streams", async () => {
  const [none, std] = [await planOf("none"), await planOf("std")];
  assert.deepEqual([none.telemetry.isStreaming, std.telemetry.isStreaming], [false, true]);
  assert.deepEqual(none.telemetry.slos?.map(({ name }) => name), ["own"]);
});
