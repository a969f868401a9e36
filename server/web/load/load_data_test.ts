import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { JobView } from "@netops/core/contracts";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import type { LoadsView } from "../telemetry/data_answer.ts";
import type { QueryValues } from "../telemetry/telemetry_reader.ts";
import { LoadData } from "./load_data.ts";
import { orderFile, progressFile, reportFile, writeLoad } from "./load_fixture.ts";
import { LoadFolders } from "./load_folders.ts";

const NOW_MS = Date.now() + 3_600_000;

/** A home with loads, fleet and telemetry, and what telemetry was asked. */
class Rig {
  readonly asked: QueryValues[] = [];
  jobs: readonly Pick<JobView, "name" | "pid">[] = [];
  isTelemetryUp = true;
  readonly clock = new FakeClock(NOW_MS);
  readonly #data: LoadData;

  constructor(readonly dir: string) {
    const timer = new FakeTimer();
    this.#data = new LoadData({
      ...{ folders: new LoadFolders(dir), clock: this.clock, timer },
      fleet: { jobs: () => Promise.resolve(this.jobs as readonly JobView[]) },
      reader: { read: (_path, values = {}) => this.#read(values) },
    });
  }

  async view(load = ""): Promise<LoadsView> {
    const answer = await this.#data.load(`?tab=loads&load=${load}`);
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.value;
  }

  async failure(load: string) {
    const answer = await this.#data.load(`?tab=loads&load=${load}`);
    return answer.ok ? undefined : answer;
  }

  #read(values: QueryValues): Promise<unknown> {
    this.asked.push(values);
    if (!this.isTelemetryUp) {
      return Promise.reject(new NetopsError("UNREACHABLE", "Cannot reach telemetry"));
    }
    const point = [Number(values["start"]), "2"];
    const metric = { outcome: "started", app: "load" };
    return Promise.resolve({ data: { result: [{ metric, values: [point] }] } });
  }
}

async function withRig(test: (rig: Rig) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-test-" });
  try {
    await test(new Rig(home));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("a load runs when its job does or when it said so within 5 s; else it was cut off", () =>
  withRig(async (rig) => {
    await writeLoad(rig.dir, "load-1", {
      "order.json": orderFile(),
      "progress.json": progressFile(NOW_MS - 4_000),
    });
    await writeLoad(rig.dir, "load-2", {
      "order.json": orderFile(),
      "progress.json": progressFile(NOW_MS - 9_000),
    });
    const standings = async () => (await rig.view()).rows.map(({ standing }) => standing);
    assert.deepEqual(await standings(), ["cut-off", "running"]);
    rig.jobs = [{ name: "load-load-2" }];
    assert.deepEqual(await standings(), ["cut-off", "running"], "a job without a process is over");
    rig.jobs = [{ name: "load-load-2", pid: 7 }];
    assert.deepEqual(await standings(), ["running", "running"]);
    assert.equal((await rig.view()).shown?.id, "load-2", "the newest that runs is shown");
    await writeLoad(rig.dir, "load-2", { "report.json": reportFile() });
    assert.deepEqual(await standings(), ["failed", "running"], "its report ends it");
  }));

Deno.test("a load that runs tells what is asked of it now, and how it goes", () =>
  withRig(async (rig) => {
    const stages = [{ targetRate: 20, durationMs: 20_000 }, { targetRate: 20, durationMs: 20_000 }];
    const arrivals = { startRate: 0, stages };
    await writeLoad(rig.dir, "load-1", {
      "order.json": orderFile({ arrivals }),
      "progress.json": progressFile(NOW_MS - 1_000),
    });
    const { shown } = await rig.view();
    assert.equal(shown?.shape, "0/s, to 20/s in 20s, 20/s for 20s");
    assert.equal(shown.now?.rateAsked, 10);
    assert.equal(shown.now.running, 12);
    assert.equal(shown.rate, 2.8);
    assert.equal(
      shown.again,
      "netops load run hotpath --rate 20 --ramp 20s --for 40s --max-vus 78 --seed 7 --engine k6",
    );
    await writeLoad(rig.dir, "load-1", {
      "progress.json": progressFile(NOW_MS, { phase: "draining" }),
    });
    assert.equal((await rig.view()).shown?.now?.rateAsked, null, "nothing is asked any more");
  }));

Deno.test("a report is told in words: limits, numbers, what ran beside it, and how to run it again", () =>
  withRig(async (rig) => {
    await writeLoad(rig.dir, "load-1", { "order.json": orderFile(), "report.json": reportFile() });
    const { shown, rows } = await rig.view("load-1");
    assert.deepEqual(shown?.limits.map(({ written: _written, ...row }) => row), [
      { name: "start failures", limit: "below 1.0 %", actual: "0.0 %", standing: "passed" },
      { name: "startup, p95", limit: "below 2.00 s", actual: "4.02 s", standing: "failed" },
      {
        ...{ name: "failed requests (kind:segment)", limit: "below 1.0 %" },
        ...{ actual: "not measured", standing: "unknown" },
      },
    ]);
    const figures = new Map(shown.figures);
    assert.equal(figures.get("started"), "109 of 120");
    assert.equal(figures.get("time stalled"), "not measured");
    assert.deepEqual(shown.companions, ["chaos:oca-hang (passed)"]);
    assert.match(shown.again ?? "", /--rate 3 --for 40s .*--with chaos:oca-hang$/);
    assert.equal(shown.hasPage, false);
    assert.equal(rows[0]?.reason, reportFile().reason);
    assert.deepEqual(await rig.view().then((view) => view.shown), undefined, "nothing runs");
    await writeLoad(rig.dir, "load-1", { "report.html": "<!doctype html>" });
    assert.equal((await rig.view("load-1")).shown?.hasPage, true);
  }));

Deno.test("charts are over the time of a load; those of one that is over are read once", () =>
  withRig(async (rig) => {
    await writeLoad(rig.dir, "load-1", { "order.json": orderFile(), "report.json": reportFile() });
    const { charts } = await rig.view("load-1");
    assert.equal(charts.length, 4);
    assert.ok(rig.asked.every(({ query }) => String(query).includes(`{run="load-1"}`)));
    const [{ start, end }] = rig.asked as [QueryValues];
    assert.ok(Math.abs(Number(start) - 1_700_000_000) <= 2, String(start));
    assert.ok(Math.abs(Number(end) - 1_700_000_052) <= 2, String(end));
    assert.equal(charts[0]?.series[0]?.name, "started", "labels that all have say nothing");
    await rig.view("load-1");
    assert.equal(rig.asked.length, 4);
  }));

Deno.test("without telemetry all is told but the charts, and they are asked for again", () =>
  withRig(async (rig) => {
    await writeLoad(rig.dir, "load-1", { "order.json": orderFile(), "report.json": reportFile() });
    rig.isTelemetryUp = false;
    const view = await rig.view("load-1");
    assert.equal(view.chartsAway, "Cannot reach telemetry");
    assert.equal(view.shown?.standing, "failed");
    rig.isTelemetryUp = true;
    assert.equal((await rig.view("load-1")).charts.length, 4);
  }));

Deno.test("a load that nobody ran is unknown, whatever its name would lead to", () =>
  withRig(async (rig) => {
    for (const load of ["load-9", "../x", "load-1/../../y"]) {
      const failure = await rig.failure(encodeURIComponent(load));
      assert.equal(failure?.why, "unknown");
      assert.equal(failure.error, `There is no load "${load}" here`);
    }
  }));
