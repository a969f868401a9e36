import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { createFleetClient, type FleetClient } from "@netops/core/clients";
import type { JobView } from "@netops/core/contracts";
import {
  LOAD_ENTRY,
  LoadFolder,
  loadJobName,
  type LoadMessage,
  readLoadMessage,
  recoverReport,
} from "@netops/load/runner";
import type { LoadReport } from "@netops/load/report";
import { groundCommand } from "../../server/mod.ts";
import { oracle } from "../../tools/oracle.ts";
import { kill, until } from "../harness/platform.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

type Order = Parameters<LoadFolder["begin"]>[0];

const RATE = 3;
const LENGTH_MS = 8_000;

/** Starts loads on a platform, as jobs of its fleet. */
class LoadRig implements Disposable {
  readonly #streaming: StreamingPlatform;
  readonly #titles: readonly string[];
  readonly #fleet: FleetClient;
  readonly #http = createHost().createHttpClient();

  constructor(streaming: StreamingPlatform, titles: readonly string[]) {
    const { fleetUrl, token } = JSON.parse(
      Deno.readTextFileSync(`${streaming.platform.home}/run.json`),
    );
    this.#streaming = streaming;
    this.#titles = titles;
    this.#fleet = createFleetClient({ fleetUrl, token, http: this.#http });
  }

  static async open(streaming: StreamingPlatform): Promise<LoadRig> {
    const account = await streaming.account({ plan: "premium" });
    const { body } = await streaming.call("/catalog/titles", { account });
    return new LoadRig(streaming, body.titles.map(({ id }) => id));
  }

  /** The folder of a load. */
  dirOf(id: string): string {
    return `${this.#streaming.platform.home}/load/${id}`;
  }

  async start(id: string, change: Partial<Order> = {}): Promise<JobView> {
    const folder = new LoadFolder(this.dirOf(id));
    folder.begin(this.#order(id, change));
    return await this.#fleet.startJob({
      ...{ name: loadJobName(id), dir: this.dirOf(id), detached: true, deadlineMs: 120_000 },
      command: [
        ...groundCommand(Deno.execPath(), LOAD_ENTRY, { permissions: ["--allow-all"] }),
        folder.orderPath,
      ],
      env: {},
    });
  }

  /** What a load says until it is over, and how it exits. */
  async follow(
    job: JobView,
    onMessage: (message: LoadMessage) => void = () => undefined,
  ): Promise<{ last: LoadMessage | undefined; exitCode: number | undefined; talk: string[] }> {
    let last: LoadMessage | undefined;
    const talk: string[] = [];
    for await (const line of this.#fleet.followJob(job.id, AbortSignal.timeout(120_000))) {
      if (line.type === "end") return { last, exitCode: line.job.exitCode, talk };
      const message = readLoadMessage(line.text);
      if (message === undefined) talk.push(line.text);
      else onMessage(last = message);
    }
    throw new Error(`the job was not heard to its end: ${talk.join("\n")}`);
  }

  /** How many viewers have started by now. */
  startedOf(id: string): number {
    return new LoadFolder(this.dirOf(id)).readProgress()?.started ?? 0;
  }

  report(id: string): LoadReport {
    return JSON.parse(Deno.readTextFileSync(`${this.dirOf(id)}/report.json`));
  }

  /** Command lines of this platform's processes that are engines. */
  engines(): readonly string[] {
    return this.#streaming.platform.processes().map(commandOf)
      .filter((command) => /load\/engine\/main|load\/scripts\/built/.test(command));
  }

  [Symbol.dispose](): void {
    this.#http.close();
  }

  #order(id: string, change: Partial<Order>): Order {
    const { urls } = this.#streaming;
    return {
      ...{ id, name: "hotpath", engine: "builtin", engineVersion: "0.1.0", seed: 7 },
      plan: {
        ...{ scenario: "play", titles: this.#titles, isPremiere: false },
        ...{ watchMinMs: 2_000, watchMaxMs: 4_000, patienceMinMs: 8_000, patienceMeanMs: 4_000 },
      },
      arrivals: { startRate: RATE, stages: [{ targetRate: RATE, durationMs: LENGTH_MS }] },
      ...{ durationMs: LENGTH_MS, maxVus: 40, gatewayUrl: urls["gateway"] ?? "" },
      fleetUrl: "",
      clientRanges: Deno.build.os === "linux"
        ? [{ prefix: "127.10.0.0/16", from: "127.10.1.1", to: "127.10.1.40" }]
        : [],
      thresholds: [
        { metric: "starts", limit: "count>0" },
        { metric: "start_failed", limit: "rate<0.01" },
        { metric: "dropped_iterations", limit: "count==0" },
      ],
      ...{ exports: [], env: {}, folder: this.dirOf(id), ...change },
    };
  }
}

function commandOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function has(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Every arrival of the schedule has one start and one end, and the reports are there. */
async function playWhole(rig: LoadRig, id: string, change: Partial<Order>): Promise<void> {
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
}

Deno.test("loads on one platform: whole, stopped, orphaned, and taken down with it", async (context) => {
  await using streaming = await StreamingPlatform.boot("lite");
  using rig = await LoadRig.open(streaming);
  const k6 = oracle("k6");

  await context.step("the built-in engine plays every arrival once", async () => {
    await playWhole(rig, "builtin", {});
  });

  await context.step({
    name: "k6 plays every arrival once",
    ignore: "skip" in k6 && !k6.fatal,
    fn: async () => {
      assert.ok("path" in k6, "skip" in k6 ? k6.skip : "");
      await playWhole(rig, "k6", { engine: "k6", engineVersion: "1.8.1", k6Path: k6.path });
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
