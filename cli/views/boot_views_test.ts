import assert from "node:assert/strict";
import type { BootDocument } from "@netops/core/contracts";
import { createPaint } from "../print/color.ts";
import { BootLines } from "./boot_lines.ts";
import { bootTree } from "./boot_tree.ts";

type App = BootDocument["apps"][number];

const ready: App = {
  app: "registry",
  tier: "ground",
  desired: 1,
  up: 1,
  status: "UP",
  lastLines: ["listening"],
  readyMs: 300,
};
const late: App = {
  app: "hello",
  tier: "service",
  desired: 2,
  up: 1,
  status: "STARTING",
  waitingFor: "GET /health",
  lastLines: ["one", "\x1b[2Jtwo", "three"],
};

const boot = (elapsedMs: number, apps: App[]): BootDocument => ({
  phase: "starting",
  runId: "r",
  elapsedMs,
  apps,
});

Deno.test("bootTree() names what it waits for, with the last lines of that", () => {
  assert.deepEqual(bootTree(boot(1_200, [ready, late]), createPaint(false)), [
    "ground",
    "└─ ● registry  300ms",
    "services",
    "└─ ◐ hello ×2 1 of 2 up, GET /health",
    "       two",
    "       three",
    "1 of 2 applications up, 1.2s",
  ]);
});

Deno.test("BootLines says each thing once, and every 10 s what it waits for", () => {
  const lines = new BootLines();
  assert.deepEqual(lines.next(boot(400, [ready, late])), ["[300ms] registry ready"]);
  assert.deepEqual(lines.next(boot(9_999, [ready, late])), []);
  assert.deepEqual(lines.next(boot(10_001, [ready, late])), [
    '[10.0s] still waiting: hello (1 of 2 up, GET /health). last log: "three"',
  ]);
  assert.deepEqual(lines.next(boot(10_500, [ready, late])), []);
  const up: App = { ...late, up: 2, status: "UP", readyMs: 11_000 };
  assert.deepEqual(lines.next(boot(20_500, [ready, up])), ["[11.0s] hello ready (2 of 2)"]);
});
