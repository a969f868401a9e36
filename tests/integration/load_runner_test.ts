import assert from "node:assert/strict";
import { LoadFolder, recoverReport } from "@netops/load/runner";
import { arrivalAtMs, type EndLine, SessionPlanner, type StartLine } from "@netops/load/session";
import { oracle } from "../../tools/oracle.ts";
import { kill, until } from "../harness/platform.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";
import { runK6 } from "./load_k6_run.ts";
import { LENGTH_MS, LoadRig, type Order, RATE } from "./load_rig.ts";

function has(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

interface Played {
  readonly starts: readonly StartLine[];
  readonly ends: readonly EndLine[];
}

/** Every arrival of the schedule has one start and one end, and the reports are there. */
async function playWhole(rig: LoadRig, id: string, change: Partial<Order>): Promise<Played> {
  const phases = new Set<string>();
  const { last, exitCode, talk } = await rig.follow(await rig.start(id, change), (message) => {
    if (message.type === "progress") phases.add(message.progress.phase);
  });
  const report = rig.report(id);
  assert.equal(exitCode, 0, `${report.reason}; ${talk.join("\n")}`);
  assert.deepEqual(last, {
    ...{ type: "end", verdict: "passed", reason: report.reason, exitCode: 0 },
  });
  assert.deepEqual([...phases], ["signing-in", "running", "draining", "judging"]);
  const lines = Deno.readTextFileSync(`${rig.dirOf(id)}/sessions.jsonl`).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  const wanted = Array.from({ length: RATE * LENGTH_MS / 1_000 }, (_, index) => index);
  for (const type of ["start", "end"]) {
    const indexes = lines.filter((line) => line.type === type).map(({ index }) => index as number);
    assert.deepEqual(indexes.sort((one, other) => one - other), wanted, `${type} lines`);
  }
  assert.equal(report.starts.attempted, wanted.length);
  assert.equal(report.starts.started, wanted.length);
  assert.equal(report.droppedIterations, 0);
  assert.ok(Math.abs(report.spsAchieved - RATE) < 0.3, `SPS ${report.spsAchieved}`);
  assert.ok((report.generator?.rssMaxBytes ?? 0) > 10e6);
  assert.ok((report.generator?.cpuCores.mean ?? 0) > 0);
  assert.ok(report.ocas.every(({ bytes }) => bytes > 0) && report.ocas.length > 0);
  if (Deno.build.os === "linux") {
    const clients = lines.flatMap(({ clientIp }) => clientIp === undefined ? [] : [clientIp]);
    for (const clientIp of clients) assert.match(clientIp, /^127\.10\.1\.\d+$/);
  }
  for (const name of ["report.html", "report.md", "report.xml"]) {
    assert.ok(has(`${rig.dirOf(id)}/${name}`), name);
  }
  assert.equal(has(`${rig.dirOf(id)}/accounts.json`), false);
  assert.deepEqual(rig.engines(), []);
  return {
    starts: lines.filter((line) => line.type === "start"),
    ends: lines.filter((line) => line.type === "end"),
  };
}

/** Sessions begin by the schedule, show pictures, and are those that the plan draws. */
function keepsPlan(rig: LoadRig, id: string, { starts, ends }: Played): void {
  const order = rig.order(id, {});
  const { arrivals } = order;
  assert.ok(arrivals !== undefined);
  const began = Math.min(...starts.map(({ scheduledAtMs }) => scheduledAtMs));
  for (const start of starts) {
    const dueMs = start.scheduledAtMs - began;
    assert.ok(Math.abs(dueMs - arrivalAtMs(arrivals, start.index)) <= 1, `${start.index}`);
    assert.ok(start.startedAtMs >= start.scheduledAtMs);
    assert.equal(start.outcome, "started", JSON.stringify(start.failure));
    const sum = Object.values(start.steps ?? {}).reduce((all, one) => all + one, 0);
    assert.ok(Math.abs(sum - (start.startupMs ?? 0)) < 0.01, `${sum} and ${start.startupMs}`);
    assert.ok(start.ocaRank !== undefined && start.ocaRank >= 1);
  }
  const planner = new SessionPlanner(order);
  for (const { index, titleId, playedMs } of ends) {
    assert.equal(titleId, planner.session(index).titleId);
    assert.ok(playedMs > 700, `session ${index} played ${playedMs} ms`);
  }
}

/** What k6 itself has counted is what its lines say. */
function k6Agrees(rig: LoadRig, id: string, { starts, ends }: Played): void {
  const { metrics } = JSON.parse(Deno.readTextFileSync(`${rig.dirOf(id)}/k6-summary.json`));
  const value = (name: string, of: string) => metrics[name]?.values[of];
  assert.equal(value("starts", "count"), starts.length);
  assert.equal(value("start_failed", "rate"), 0);
  assert.equal(value("script_errors", "count"), 0);
  assert.equal(
    value("startup_ms", "max"),
    Math.max(...starts.map(({ startupMs }) => startupMs ?? 0)),
  );
  const watchedMs = ends.reduce((sum, end) => sum + end.playedMs + end.stalledMs, 0);
  assert.equal(value("watched_ms", "count"), watchedMs);
}

/** Eight viewers of the closed model; the token of the account of the first four has ended. */
async function beginAnew(streaming: StreamingPlatform, k6Path: string, rig: LoadRig) {
  const accounts = await Promise.all(["ended", undefined].map(async (token) => {
    const { email, accessToken } = await streaming.account({ plan: "premium" });
    return { email, password: "correct horse battery", accessToken: token ?? accessToken };
  }));
  const { arrivals: _, plan, ...rest } = rig.order("closed", { name: "mixed" });
  assert.ok(plan !== undefined);
  Deno.mkdirSync(rest.folder, { recursive: true });
  const run = await runK6(k6Path, {
    ...{ ...rest, vus: 8, durationMs: 4_000, maxVus: 8 },
    plan: { ...plan, scenario: "mixed", watchMinMs: 500, watchMaxMs: 700 },
  }, { accounts });
  assert.deepEqual([run.code, run.errors, run.stdout], [0, [], ""]);
  assert.ok(run.starts.length > 8, `${run.starts.length} sessions`);
  assert.ok(run.starts.every(({ outcome }) => outcome === "started" || outcome === "cut"));
  const kinds = new Set(run.ends.flatMap(({ requests }) => requests.map(({ kind }) => kind)));
  assert.ok(
    ["play", "segment", "browse", "signin"].every((kind) => kinds.has(kind)),
    `${[...kinds]}`,
  );
  const asked = new Set(
    run.starts.filter(({ scenario }) => scenario === "signin").map(({ index }) => index),
  );
  const renewals = run.ends.filter(({ index, requests }) =>
    !asked.has(index) && requests.some(({ kind }) => kind === "signin")
  );
  assert.ok(renewals.length >= 1 && renewals.length <= 4, `${renewals.length} signed in anew`);
}

Deno.test("loads on one platform: whole, stopped, orphaned, and taken down with it", async (context) => {
  await using streaming = await StreamingPlatform.boot("lite");
  using rig = await LoadRig.open(streaming);
  const k6 = oracle("k6");

  await context.step("the built-in engine plays every arrival once", async () => {
    keepsPlan(rig, "builtin", await playWhole(rig, "builtin", {}));
  });

  await context.step({
    name: "k6 plays every arrival once",
    ignore: "skip" in k6 && !k6.fatal,
    fn: async () => {
      assert.ok("path" in k6, "skip" in k6 ? k6.skip : "");
      const played = await playWhole(rig, "k6", {
        ...{ engine: "k6", engineVersion: "1.8.1", k6Path: k6.path },
      });
      keepsPlan(rig, "k6", played);
      k6Agrees(rig, "k6", played);
    },
  });

  await context.step({
    name:
      "viewers of the closed model begin anew in k6, and one whose token ended signs in once a VU",
    ignore: "skip" in k6 && !k6.fatal,
    fn: async () => {
      assert.ok("path" in k6, "skip" in k6 ? k6.skip : "");
      await beginAnew(streaming, k6.path, rig);
    },
  });

  await context.step("a load that is told to stop is reported as inconclusive", async () => {
    const job = await rig.start("stopped");
    let hasAccounts = false;
    const { exitCode } = await rig.follow(job, (message) => {
      if (message.type !== "progress" || message.progress.started < 3) return;
      hasAccounts ||= has(`${rig.dirOf("stopped")}/accounts.json`);
      kill(job.pid ?? 0, "SIGTERM");
    });
    const report = rig.report("stopped");
    assert.deepEqual([exitCode, report.verdict, report.exitCode], [9, "inconclusive", 9]);
    assert.match(report.reason, /stopped early, by SIGTERM after \d/);
    assert.ok(report.starts.started >= 3);
    assert.equal(hasAccounts, true);
    assert.equal(has(`${rig.dirOf("stopped")}/accounts.json`), false);
    assert.deepEqual(rig.engines(), []);
  });

  await context.step("a runner that is killed leaves no engine behind", async () => {
    const job = await rig.start("orphaned");
    await until("a viewer has started", 20_000, () => rig.startedOf("orphaned") > 0);
    assert.equal(rig.engines().length, 1);
    kill(job.pid ?? 0, "SIGKILL");
    await until("the engine is gone", 5_000, () => rig.engines().length === 0);
    await rig.follow(job);
    const report = recoverReport(new LoadFolder(rig.dirOf("orphaned")));
    assert.deepEqual([report?.verdict, (report?.starts.started ?? 0) > 0], ["inconclusive", true]);
  });

  await context.step(
    "a platform that ends in the middle leaves a report, and nothing else",
    async () => {
      await rig.start("taken-down");
      await until("three viewers have started", 20_000, () => rig.startedOf("taken-down") >= 3);
      await streaming.platform.run(["down"]);
      const { verdict, reason, starts } = rig.report("taken-down");
      assert.deepEqual([verdict, starts.started >= 3], ["inconclusive", true], reason);
      assert.equal(has(`${rig.dirOf("taken-down")}/accounts.json`), false);
      assert.deepEqual(streaming.platform.processes(), []);
    },
  );
});
