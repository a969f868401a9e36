import { bearsSteadyLoad } from "../harness/telemetry_load.ts";

Deno.test("telemetry bears 30 processes under 1,000 requests a second for 20 s", async () => {
  const memory = { warmUpS: 8, judgedS: 12, mostGrowthBytes: 48_000_000 };
  await bearsSteadyLoad({ ...memory, leastAnswered: 0.1 });
});
