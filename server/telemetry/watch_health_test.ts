import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import type { HealthWarning } from "./api/health_views.ts";
import { watchHealth } from "./watch_health.ts";

Deno.test("a warning is logged once as it comes, and once as it is over", async () => {
  const timer = new FakeTimer();
  let warnings: HealthWarning[] = [];
  const lines: string[] = [];
  const logger = {
    log: (level: string, message: string, fields = {}) =>
      void lines.push(`${level} ${message} ${JSON.stringify(fields)}`),
  };
  const stop = watchHealth({ warnings: () => warnings, timer, logger });
  await timer.advance(5_000);
  warnings = [{ code: "series_full", message: "Full", fix: "stop" }];
  await timer.advance(15_000);
  assert.deepEqual(lines, ['warn Full {"code":"series_full","fix":"stop"}']);
  warnings = [];
  await timer.advance(10_000);
  assert.deepEqual(lines.slice(1), ['info it is over {"code":"series_full"}']);
  stop();
  assert.equal(timer.pendingCount, 0);
});
