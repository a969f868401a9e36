import assert from "node:assert/strict";
import { MOST_REPLICAS } from "@netops/core";
import { ScaleRequest } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { run } from "./scale.ts";

Deno.test("scale refuses what fleet would refuse, before it asks anybody", async () => {
  for (const replicas of [String(MOST_REPLICAS + 1), "80", "-1", "1.5", "many"]) {
    const parsed = { args: { app: "hello", replicas }, rest: [], options: { dryRun: false } };
    await assert.rejects(() => run(parsed, {} as CommandContext), {
      code: "USAGE",
      fix: `give a whole number from 0 to ${MOST_REPLICAS}`,
    });
  }
  assert.ok(ScaleRequest.safeParse({ replicas: MOST_REPLICAS }).success);
  assert.ok(!ScaleRequest.safeParse({ replicas: MOST_REPLICAS + 1 }).success);
});
