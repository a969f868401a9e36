import assert from "node:assert/strict";
import type { BootDocument, PsInstance, UpDocument } from "@netops/core/contracts";
import { createPaint } from "../print/color.ts";
import { explainLines } from "./explain_lines.ts";
import { instanceTable } from "./instance_table.ts";
import { upSummary } from "./up_summary.ts";

const paint = createPaint(false);

const hello: PsInstance = {
  id: "hello-v000-1",
  app: "hello",
  cluster: "hello",
  serverGroup: "hello-v000",
  version: "abc",
  region: "eu",
  zone: "eu-a",
  pid: 42,
  host: "127.0.0.1",
  port: 8001,
  status: "UP",
  startedAtMs: 1_000,
  restarts: 2,
};

Deno.test("instanceTable() shows one instance a line, notes only where there are some, and counts", () => {
  const options = { paint, plain: true, wide: false, nowMs: 6_000, memoryOf: () => 0 };
  assert.deepEqual(instanceTable([hello], options), [
    "INSTANCE      STATUS  ZONE  VERSION  PID  PORT   AGE  RESTARTS",
    "hello-v000-1  UP      eu-a  abc       42  8001  5.0s         2",
    "",
    "1 process: 1 UP",
  ]);
  const down: PsInstance = { ...hello, status: "DOWN", reason: "exit 137\x1b[2J", port: 0 };
  const lines = instanceTable([hello, down], { ...options, plain: false });
  assert.match(lines[2]!, /× DOWN .* - +5\.0s +2 {2}exit 137$/);
  assert.equal(lines.at(-1), "2 processes: 1 UP, 1 DOWN");
});

Deno.test("instanceTable() says how many it leaves out, and leaves out none that is not UP", () => {
  const all = Array.from({ length: 31 }, (_, at): PsInstance => ({
    ...{ ...hello, id: `hello-v000-${at}` },
    ...(at === 30 ? { status: "DOWN" } : {}),
  }));
  const options = { paint, plain: true, wide: false, nowMs: 6_000, memoryOf: () => 0 };
  const lines = instanceTable(all, { ...options, mostLines: 23 });
  assert.equal(lines.length, 23);
  assert.deepEqual(lines.slice(-2), ["… 11 more (netops ps)", "31 processes: 30 UP, 1 DOWN"]);
  assert.match(lines[19]!, /^hello-v000-18 +UP/);
  assert.match(lines[20]!, /^hello-v000-30 +DOWN/);
  assert.equal(instanceTable(all, { ...options, mostLines: 34 }).length, 34);
  assert.equal(instanceTable(all, options).length, 34);
});

Deno.test("instanceTable() asks for memory only when wide", () => {
  const memoryOf = (pid: number) => pid * 1_000_000;
  const lines = instanceTable([hello], { paint, plain: true, wide: true, nowMs: 6_000, memoryOf });
  assert.match(lines[1]!, /hello-v000 +eu +42 MB +127\.0\.0\.1 +- +-$/);
  const measured = { ...hello, metricsUrl: "http://127.0.0.1:8001/metrics" };
  const options = { paint, plain: true, wide: true, nowMs: 6_000, memoryOf };
  assert.match(instanceTable([measured], options)[1]!, /- +http:\/\/127\.0\.0\.1:8001\/metrics$/);
  const never = () => assert.fail("memory is costly");
  instanceTable([hello], { paint, plain: true, wide: false, nowMs: 0, memoryOf: never });
});

Deno.test("upSummary() names services, pages, memory, what next and how to stop", () => {
  const up: UpDocument = {
    schema: "netops.up/v1",
    healthy: true,
    runId: "r",
    profile: "none",
    seed: "s",
    readyMs: 1_500,
    processes: 9,
    pssBytes: 200_000_000,
    urls: { gateway: "http://g", registry: "http://r", ops: "http://o" },
  };
  const apps = [{
    app: "hello",
    tier: "service" as const,
    desired: 1,
    up: 1,
    status: "UP" as const,
    lastLines: [],
  }];
  const boot: BootDocument = { phase: "ready", runId: "r", elapsedMs: 1, apps };
  const lines = upSummary(up, boot, { paint, detached: false });
  assert.equal(lines[0], "9 processes healthy in 1.5s, 200 MB memory");
  const text = lines.join("\n");
  for (const part of ["http://g/hello/", "http://o/ops", "netops ps --watch", "Ctrl-C"]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(!upSummary(up, boot, { paint, detached: true }).join().includes("Ctrl-C"));
});

Deno.test("upSummary() names the player, and how to play, where the streaming platform runs", () => {
  const urls = { gateway: "http://g", registry: "http://r", ops: "http://o" };
  const up: UpDocument = {
    ...{ schema: "netops.up/v1", healthy: true, runId: "r", profile: "std", seed: "s" },
    ...{ readyMs: 4_000, processes: 31, pssBytes: 0 },
    urls: { ...urls, watch: "http://g/watch" },
  };
  const boot: BootDocument = { phase: "ready", runId: "r", elapsedMs: 1, apps: [] };
  const text = upSummary(up, boot, { paint, detached: true }).join("\n");
  assert.match(text, /^ {2}player {4}http:\/\/g\/watch$/m);
  assert.match(text, /^ {2}next {6}netops play /m);
  assert.doesNotMatch(
    upSummary({ ...up, urls }, boot, { paint, detached: true }).join(),
    /play/,
  );
});

Deno.test("explainLines() says N, threshold, renewals and what will happen", () => {
  const lines = explainLines({
    profile: { name: "local", renewIntervalMs: 2_000, leaseDurationMs: 6_000 },
    leases: 3,
    renewals: { lastWindow: 8, expectedPerWindow: 9 },
    expired: [{ id: "a-1", expiredForMs: 1_200 }],
    groups: [{
      group: "app A",
      state: "normal",
      leases: 3,
      threshold: 2,
      alive: 2,
      explanation: "1 will be evicted",
    }],
  });
  assert.deepEqual(lines, [
    "profile local: renew every 2s, lease 6s",
    "3 leases; 8 renewals in the last window, 9 expected",
    "expired: a-1 (for 1.2s)",
    "",
    "app A: normal, 2 of 3 alive, threshold 2",
    "  1 will be evicted",
  ]);
});
