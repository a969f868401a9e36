import { bearsSteadyLoad } from "../harness/telemetry_load.ts";

Deno.test("telemetry bears 30 processes under 1,000 requests a second for 10 minutes, and does not grow", async () => {
  // V8 grows its young generation once, by some 45 MB, after about six minutes of this load.
  const memory = { warmUpS: 420, judgedS: 180, mostGrowthBytes: 8_000_000 };
  await bearsSteadyLoad({ ...memory, leastAnswered: 0.95 });
});
