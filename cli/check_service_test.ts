import assert from "node:assert/strict";
import type { FleetClient } from "@netops/core/clients";
import { checkScale, checkService } from "./check_service.ts";

const app = (name: string, tier: "ground" | "platform" | "service") => ({
  app: name,
  tier,
  desired: 1,
  up: 1,
  status: "UP" as const,
  lastLines: [],
});

const fleet: Pick<FleetClient, "boot"> = {
  boot: () =>
    Promise.resolve({
      phase: "ready",
      runId: "r1",
      elapsedMs: 1,
      apps: [
        app("gateway", "ground"),
        app("hello", "service"),
        app("user", "platform"),
        { ...app("oca", "platform"), fixedSize: "each has a name" },
      ],
    }),
};

Deno.test("checkService() lets a service pass, and refuses the ground and what is not there", async () => {
  await checkService("hello", fleet);
  await assert.rejects(checkService("gateway", fleet), { code: "REFUSED", exitCode: 6 });
  await assert.rejects(checkService("helo", fleet), {
    code: "NOT_FOUND",
    fix: "did you mean hello?",
  });
});

Deno.test("checkScale() also refuses an app of the platform whose size is fixed, which may be stopped", async () => {
  await checkScale("hello", fleet);
  await checkScale("user", fleet);
  await checkService("oca", fleet);
  await assert.rejects(checkScale("oca", fleet), {
    code: "REFUSED",
    message: "Cannot scale oca as each has a name",
  });
});
