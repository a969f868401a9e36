import { bearsSteadyLoad } from "../harness/telemetry_load.ts";

Deno.test("telemetry bears 30 processes under 1,000 requests a second for 10 minutes, and does not grow", async () => {
  const memory = { warmUpS: 200, judgedS: 400, mostGrowthBytes: 16_000_000 };
  await bearsSteadyLoad({ ...memory, leastAnswered: 0.3 });
});
