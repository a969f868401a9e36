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
  assert.deepEqual(
    bootTree(boot(1_200, [ready, late]), { paint: createPaint(false), columns: 80 }),
    [
      "ground",
      "└─ ● registry  300ms",
      "your services",
      "└─ ◐ hello ×2 1 of 2 up, GET /health",
      "       two",
      "       three",
      "1 of 2 applications up, 1.2s",
    ],
  );
});

const ofPlatform = (name: string, change: Partial<App> = {}): App => ({
  ...{ app: name, tier: "platform", desired: 2, up: 2, status: "UP", lastLines: [] },
  ...{ readyMs: 1_200, ...change },
});

const starting: Partial<App> = { up: 0, status: "STARTING", waitingFor: "GET /healthz" };

Deno.test("bootTree() draws the platform in sections, two a line, within the terminal", () => {
  const names = ["user", "billing", "catalog", "search", "recommendation", "events", "playback"];
  const apps = [ready, ...names.map((name) => ofPlatform(name)), ofPlatform("oca", starting)];
  const lines = bootTree(boot(1_200, apps), { paint: createPaint(false), columns: 80 });
  assert.deepEqual(lines, [
    "ground",
    "└─ ● registry           300ms",
    "domain services",
    "├─ ● user ×2             1.2s           ● billing ×2          1.2s",
    "├─ ● catalog ×2          1.2s           ● search ×2           1.2s",
    "└─ ● recommendation ×2   1.2s           ● events ×2           1.2s",
    "playback",
    "└─ ● playback ×2         1.2s",
    "open connect",
    "└─ ◐ oca ×2            0 of 2 up",
    "8 of 9 applications up, 1.2s",
  ]);
  assert.ok(lines.every((line) => line.length < 80));
  const narrow = bootTree(boot(1_200, apps), { paint: createPaint(false), columns: 40 });
  assert.ok(narrow.includes("├─ ● user ×2             1.2s"));
});

Deno.test("bootTree() says what is wrong with an app of the platform as soon as it died, or after 8 s", () => {
  const options = { paint: createPaint(false), columns: 80 };
  const died = ofPlatform("oca", { ...starting, waitingFor: "exit code 1", lastLines: ["oh"] });
  assert.deepEqual(bootTree(boot(900, [died]), options).slice(1, 4), [
    "└─ ◐ oca ×2 0 of 2 up",
    "     oca ×2: 0 of 2 up, exit code 1",
    "       oh",
  ]);
  const slow = ofPlatform("oca", starting);
  assert.equal(bootTree(boot(7_999, [slow]), options).length, 3);
  assert.match(bootTree(boot(8_000, [slow]), options)[2]!, /GET \/healthz/);
});

Deno.test("an app of the platform that no section names is shown all the same", () => {
  const lines = bootTree(boot(1, [ofPlatform("newcomer")]), {
    paint: createPaint(false),
    columns: 80,
  });
  assert.equal(lines[0], "platform");
  assert.match(lines[1]!, /newcomer/);
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
