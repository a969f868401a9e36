import assert from "node:assert/strict";
import type { LoadReport } from "@netops/load/report";
import { type EndLine, SessionPlanner, type StartLine } from "@netops/load/session";
import { oracleTest } from "../../tools/oracle.ts";
import { until } from "../harness/platform.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";
import { LoadDesk } from "./load_rig.ts";

/** Few and short, so that a busy machine gives them, too; twenty sessions need five accounts. */
const SHORT = ["--rate", "2", "--for", "4s", "--max-vus", "20", "--seed", "7"];
/** Where only the machine decides, a verdict may be any. */
const ANY_VERDICT = [0, 5, 9];

/** Titles by arrival, and how long each was watched that came to its own end. */
function sessionsOf(desk: LoadDesk, report: LoadReport) {
  const lines = desk.lines(report);
  const starts = lines.filter((line): line is StartLine => line.type === "start");
  const ends = lines.filter((line): line is EndLine => line.type === "end");
  return { starts, ends, titles: new Map(ends.map(({ index, titleId }) => [index, titleId])) };
}

/** Every session that was over before the load was has watched for as long as its seed drew. */
function watchedAsDrawn(desk: LoadDesk, report: LoadReport): void {
  const { starts, ends } = sessionsOf(desk, report);
  const orderPath = report.reportHtml.replace(/report\.html$/, "order.json");
  const planner = new SessionPlanner(JSON.parse(Deno.readTextFileSync(orderPath)));
  for (const { index, titleId, atMs } of ends) {
    const { watchMs, titleId: drawn } = planner.session(index);
    assert.equal(titleId, drawn, `title of session ${index}`);
    const start = starts.find((one) => one.index === index);
    if (start?.outcome !== "started" || start.atMs + watchMs > report.endedAtMs - 1_000) continue;
    const offMs = Math.abs(atMs - start.atMs - watchMs);
    assert.ok(offMs < 1_000, `session ${index} watched ${offMs} ms more or less than drawn`);
  }
}

function isWhole(report: LoadReport): void {
  assert.equal(report.schema, "netops.load/v1");
  assert.match(report.id, /^load-\d+$/);
  for (const key of ["spsAttempted", "spsAchieved", "stalledRatio", "startFailureRatio"] as const) {
    assert.equal(typeof report[key], "number", key);
  }
  for (const key of ["failovers", "droppedIterations", "seed"] as const) {
    assert.ok(Number.isInteger(report[key]), key);
  }
  const { p50, p95, p99 } = report.startupMs;
  assert.ok(p50 !== null && p95 !== null && p99 !== null && p50 > 0 && p50 <= p95 && p95 <= p99);
  assert.ok(report.thresholds.length >= 8);
  for (const { metric, limit, actual, passed } of report.thresholds) {
    assert.deepEqual([typeof metric, typeof limit, typeof passed], ["string", "string", "boolean"]);
    assert.ok(actual === null || typeof actual === "number", metric);
  }
  assert.ok(report.reportHtml.startsWith("/"));
  const html = Deno.readTextFileSync(report.reportHtml);
  assert.doesNotMatch(
    html,
    /(src|href)=["']?https?:\/\/(?!127\.)|<script|@import|url\(\s*["']?http/,
  );
  for (const word of ["startup", "stall", "threshold"]) assert.match(html, new RegExp(word, "i"));
}

oracleTest("k6", "loads of viewers by the command line", async ({ path }, _rest, context) => {
  await using streaming = await StreamingPlatform.boot("lite");
  const { platform } = streaming;
  const desk = new LoadDesk(platform, path);
  let byK6: LoadReport | undefined;

  await context.step("what cannot be done is refused before anything begins", async () => {
    await desk.refused(["hotpat"], 2, /did you mean "hotpath"/);
    await desk.refused(["hotpath", "--rat", "3"], 2, /did you mean --rate/);
    await desk.refused(["--thresholds", "startup_m:p(95)<1"], 2, /did you mean "startup_ms"/);
    await desk.refused(["--thresholds", "startup_ms:p95<1"], 2, /as a limit of startup_ms/);
    await desk.refused(["--k6", "/nowhere/k6"], 2, /"\/nowhere\/k6", which --k6 names/);
    await desk.refused(["--engine", "builtin", "--export", "json=x"], 2, /Only k6 can export/);
    await desk.refused(["--vus", "3", "--rate", "3"], 2, /--vus with --rate/);
    await desk.refused(["--dry-run", "--for", "2s", "--ramp", "3s"], 2, /ramp/);
    await desk.refused(["signin", "--watch", "9s"], 2, /nobody watches in signin/);
    const shape = [...SHORT, "--ramp", "1s", "--watch", "9s"];
    const dry = await desk.call(["run", ...shape, "--dry-run", "--json"]);
    const { maxVus, seed, arrivals, engine, schema, plan } = JSON.parse(dry.stdout);
    assert.deepEqual([plan.watchMinMs, plan.watchMaxMs], [9_000, 9_000]);
    assert.deepEqual([schema, maxVus, seed, engine], ["netops.load.plan/v1", 20, 7, "k6"]);
    assert.deepEqual([arrivals.startRate, arrivals.stages.length], [0, 2]);
    const list = JSON.parse((await desk.call(["list", "--json"])).stdout);
    assert.deepEqual(list.loads, [], "nothing was begun");
  });

  await context.step("the document of a load of viewers is whole", async () => {
    const { report } = await desk.run(["hotpath", ...SHORT, "--report", "junit=kept.xml"]);
    assert.ok(ANY_VERDICT.includes(report.exitCode), report.reason);
    assert.deepEqual([report.engine, report.engineVersion, report.seed], ["k6", "1.8.1", 7]);
    assert.deepEqual([report.shape, report.maxVus], ["2/s for 4s", 20]);
    assert.equal(report.starts.attempted, 8);
    isWhole(report);
    watchedAsDrawn(desk, report);
    assert.match(Deno.readTextFileSync(`${platform.dir}/kept.xml`), /^<\?xml[\s\S]*<testsuite/);
    byK6 = report;
  });

  await context.step(
    "the seed plays the same again on the other engine, which is labelled; a strict limit fails",
    async () => {
      assert.ok(byK6 !== undefined);
      const { report } = await desk.run([
        ...["hotpath", ...SHORT, "--engine", "builtin"],
        ...["--thresholds", "startup_ms:p(95)<1"],
      ]);
      assert.equal(report.engine, "builtin");
      watchedAsDrawn(desk, report);
      assert.deepEqual(sessionsOf(desk, report).titles, sessionsOf(desk, byK6).titles);
      const strict = report.thresholds.find(({ metric }) => metric === "startup_ms");
      assert.deepEqual([strict?.limit, strict?.passed], ["p(95)<1", false]);
      assert.notEqual(report.exitCode, 0);
      // A starved machine makes it inconclusive.
      if (report.exitCode === 5) assert.match(report.reason, / was \S+ \S+, not (below|above) /);
      assert.match(await desk.printed([report.id]), /built-in engine/);
    },
  );

  await context.step(
    "a rate beyond its VUs is never a pass, and the first line says why",
    async () => {
      const result = await desk.call([
        ...["run", "hotpath", "--rate", "60", "--max-vus", "3", "--for", "4s"],
      ]);
      assert.ok([5, 9].includes(result.code), `exit ${result.code}: ${result.stderr}`);
      const [first = ""] = result.stdout.split("\n");
      assert.match(
        first,
        /^(INCONCLUSIVE {2}the load was not delivered: \d+ of \d+ starts|INCONCLUSIVE {2}|FAILED {2}.+ was .+, not )/,
      );
      const report: LoadReport = JSON.parse(await desk.printed(["--json"]));
      assert.ok(report.droppedIterations > 0 && report.spsAchieved < report.spsAttempted);
      assert.equal(report.generator?.maxVus, 3);
    },
  );

  await context.step(
    "a detached load is seen, and stopped it is inconclusive and reported",
    async () => {
      const begun = await desk.call(["run", "hotpath", "-d", "--json", ...SHORT.with(3, "5m")]);
      assert.equal(begun.code, 0, begun.stderr);
      const { id } = JSON.parse(begun.stdout);
      await until("a viewer started", 60_000, async () => {
        const { loads } = JSON.parse((await desk.call(["status", "--json"])).stdout);
        assert.deepEqual(loads.map((one: { id: string }) => one.id), [id]);
        return (loads[0].progress?.started ?? 0) > 0;
      });
      const stopped = await desk.call(["stop", "--json"]);
      assert.deepEqual([stopped.code, JSON.parse(stopped.stdout).stopped], [0, [id]]);
      assert.deepEqual(JSON.parse((await desk.call(["status", "--json"])).stdout).loads, []);
      const report: LoadReport = JSON.parse(await desk.printed([id, "--json"]));
      assert.deepEqual([report.verdict, report.exitCode], ["inconclusive", 9]);
      assert.match(report.reason, /stopped early, by SIGTERM/);
      assert.match(await desk.printed([id, "--md"]), /stopped early/);
      assert.match(await desk.printed([id, "--junit"]), /<error[^>]*stopped early|stopped early/);
      assert.match(await desk.printed([id, "--html"]), /^<!doctype html>[\s\S]*stopped early/i);
    },
  );

  await context.step("loads are listed, and unlike ones cannot be compared", async () => {
    const { loads } = JSON.parse((await desk.call(["list", "--json"])).stdout);
    assert.deepEqual(
      loads.map(({ id, name }: { id: string; name: string }) => [id, name]),
      ["hotpath", "hotpath", "hotpath", "hotpath"].map((
        name,
        at,
      ) => [`load-${at + 1}`, name]),
    );
    const unlike = await desk.call(["compare", "1", "3", "--json"]);
    assert.equal(unlike.code, 9, unlike.stderr);
    const { verdict, effects } = JSON.parse(unlike.stdout);
    assert.equal(verdict, "unknown");
    assert.match(effects[0].reason, /not the same load|is inconclusive/);
  });

  await context.step("without a platform there is no load", async () => {
    assert.equal((await platform.run(["down"])).code, 0);
    await desk.refused(["hotpath", "--rate", "1", "--for", "3s"], 3, /netops up/);
  });
});
