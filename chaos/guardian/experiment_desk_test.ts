import assert from "node:assert/strict";
import { experimentRunId } from "@netops/core";
import { ExperimentRequest, type FaultView, type JobView } from "@netops/core/contracts";
import { createApp } from "@netops/core/service";
import type { FinishedRun, RunOrder } from "../runner/run_order.ts";
import type { KeptRun } from "../runner/run_store.ts";
import { ExperimentDesk, type ExperimentDeskOptions } from "./experiment_desk.ts";
import { addExperimentRoutes } from "./experiment_routes.ts";
import type { Lever } from "./journal.ts";

const RUN = {
  command: ["deno", "run", "main.ts"],
  env: { NETOPS_COMMAND: "netops" },
  dir: "/work",
};

class DeskRig {
  readonly kept = new Map<string, KeptRun>();
  readonly jobs: JobView[] = [];
  readonly started: unknown[] = [];
  readonly read: string[] = [];
  lever: Lever = "armed";
  faults: FaultView[] = [];
  mistake: string | undefined;
  #ids = 0;

  desk(change: Partial<ExperimentDeskOptions> = {}): ExperimentDesk {
    return new ExperimentDesk({
      store: {
        ids: () => [...this.kept.keys()],
        read: (id) => {
          this.read.push(id);
          const run = this.kept.get(id);
          if (run === undefined) throw new Error("unknown");
          return run;
        },
        begin: (order) => void this.kept.set(order.id, { order, progress: [], events: [] }),
        orderPath: (id) => `/home/${id}/order.json`,
      },
      fleet: {
        jobs: () => Promise.resolve(this.jobs),
        startJob: (request) => {
          this.started.push(request);
          return Promise.resolve(this.work(request.name));
        },
        stopJob: (id, { graceMs = 0 } = {}) => {
          assert.ok(graceMs > 60_000, "rollbacks may take longer than a job gets otherwise");
          const job = this.jobs.find((one) => one.id === id) as JobView;
          this.jobs.splice(this.jobs.indexOf(job), 1);
          return Promise.resolve(job);
        },
      },
      randomHex: (bytes) => String(++this.#ids).padStart(bytes * 2, "0"),
      run: RUN,
      leverOf: () => this.lever,
      faults: () => this.faults,
      mistakeIn: () => Promise.resolve(this.mistake),
      ...change,
    });
  }

  /** A job of that name is at work. */
  work(name: string): JobView {
    const job: JobView = {
      ...{ id: `job-${name}`, name, status: "running", pid: 7, startedAtMs: 1, detached: true },
    };
    this.jobs.push(job);
    return job;
  }

  keep(id: string, atMs: number, verdict?: string): void {
    const order: RunOrder = {
      ...{ id, file: "f.yaml", text: "", dir: "/", variables: [], variableFiles: [] },
    };
    const progress = [{ kind: "started", atMs, name: `title of ${id}` }] as KeptRun["progress"];
    const facts = { faults: [] };
    const record = {
      id,
      title: id,
      seed: "s",
      planHash: "h",
      startedAtMs: atMs,
      endedAtMs: atMs + 9,
    };
    const finished = verdict === undefined ? {} : {
      finished: {
        order,
        record: { ...record, facts },
        verdict: { verdict, exitCode: 0, reason: "why", deviated: false, undone: true },
      } as unknown as FinishedRun,
    };
    this.kept.set(id, { order, progress, events: [], ...finished });
  }
}

const ask = (wish: Partial<ExperimentRequest>) => ExperimentRequest.parse(wish);

Deno.test("runs are listed newest first: finished, running, and those that were cut off", async () => {
  const rig = new DeskRig();
  rig.keep("x-old", 100, "held");
  rig.keep("x-live", 300);
  rig.keep("x-dead", 200);
  rig.work("experiment-x-live");
  const { runs, gallery } = await rig.desk().list();
  assert.deepEqual(runs.map(({ id, state, verdict }) => [id, state, verdict]), [
    ["x-live", "running", undefined],
    ["x-dead", "cut-off", undefined],
    ["x-old", "finished", "held"],
  ]);
  assert.equal(runs[2]?.endedAtMs, 109);
  assert.ok(gallery.some(({ name, on }) => name === "instance-killed" && on === "service"));
});

Deno.test("a run that is over is read from the disk once", async () => {
  const rig = new DeskRig();
  rig.keep("x-old", 100, "held");
  rig.keep("x-dead", 200);
  const desk = rig.desk();
  await desk.list();
  await desk.list();
  assert.deepEqual(rig.read, ["x-old", "x-dead", "x-dead"]);
});

Deno.test("a ready experiment starts as a detached job with its seed, variables and deadline", async () => {
  const rig = new DeskRig();
  const wish = { name: "instance-killed", seed: "7", variables: ["app=shop"], deadlineMs: 60_000 };
  const run = await rig.desk().start(ask(wish));
  assert.deepEqual([run.id, run.state, run.file, run.seed, run.variables], [
    "x-00000001",
    "running",
    "instance-killed.yaml",
    "7",
    ["app=shop"],
  ]);
  assert.deepEqual(rig.started, [{
    name: "experiment-x-00000001",
    dir: "/work",
    env: { NETOPS_COMMAND: "netops" },
    detached: true,
    command: ["deno", "run", "main.ts", "/home/x-00000001/order.json"],
    deadlineMs: 60_000,
    key: "experiment-x-00000001",
  }]);
  assert.match(rig.kept.get(run.id)?.order.text ?? "", /^title: /);
});

Deno.test("one key is one run, also for a guardian that has started anew", async () => {
  const rig = new DeskRig();
  const wish = ask({ name: "instance-killed", key: "e-1/break/chaos-0" });
  const first = await rig.desk().start(wish);
  assert.equal(first.id, experimentRunId("e-1/break/chaos-0"));
  const { order } = rig.kept.get(first.id) as KeptRun;
  rig.kept.set(first.id, { order, progress: [{ kind: "started", atMs: 1 }], events: [] });
  assert.equal((await rig.desk().start(wish)).id, first.id);
  rig.keep(first.id, 100, "held");
  rig.jobs.splice(0);
  rig.lever = "stopped";
  const again = await rig.desk().start(wish);
  assert.deepEqual([again.id, again.verdict, rig.started.length], [first.id, "held", 1]);
});

Deno.test("a run that was noted and never begun is begun under the same key", async () => {
  const rig = new DeskRig();
  const wish = ask({ name: "instance-killed", key: "k" });
  const away = { jobs: () => Promise.resolve([]), stopJob: () => Promise.reject(new Error()) };
  const startJob = () => Promise.reject(new Error("fleet is away"));
  await assert.rejects(rig.desk({ fleet: { ...away, startJob } }).start(wish), /away/);
  assert.deepEqual([...rig.kept.keys()], [experimentRunId("k")]);
  await rig.desk().start(wish);
  assert.deepEqual(rig.started.map((job) => (job as { key: string }).key), [
    `experiment-${experimentRunId("k")}`,
  ]);
});

Deno.test("other keys, and none, are other runs", async () => {
  const rig = new DeskRig();
  const wish = { name: "instance-killed" };
  for (const key of ["a", "b", undefined, undefined]) {
    await rig.desk().start(ask({ ...wish, ...(key === undefined ? {} : { key }) }));
  }
  assert.equal(rig.kept.size, 4);
});

Deno.test("a text of one's own starts as well, and is read as YAML", async () => {
  const rig = new DeskRig();
  const read: string[] = [];
  const mistakeIn = (text: string, file: string) => {
    read.push(file, text);
    return Promise.resolve(undefined);
  };
  const run = await rig.desk({ mistakeIn }).start(ask({ text: "title: mine" }));
  assert.deepEqual(read, ["experiment.yaml", "title: mine"]);
  assert.equal(rig.kept.get(run.id)?.order.text, "title: mine");
});

Deno.test("nothing starts while all chaos is stopped, by an unknown name, with a mistake, or without a text", async () => {
  const rig = new DeskRig();
  const desk = rig.desk();
  await assert.rejects(desk.start(ask({ name: "no-such-thing" })), { code: "NOT_FOUND" });
  await assert.rejects(desk.start(ask({})), { code: "REQUEST_INVALID" });
  await assert.rejects(desk.start(ask({ name: "zone-lost", text: "x" })), {
    code: "REQUEST_INVALID",
  });
  rig.mistake = "line 1: wrong";
  await assert.rejects(desk.start(ask({ text: "title: x" })), {
    code: "CONFIG_INVALID",
    message: "line 1: wrong",
  });
  rig.mistake = undefined;
  rig.lever = "stopped";
  await assert.rejects(desk.start(ask({ name: "zone-lost" })), {
    code: "REFUSED",
    fix: "netops chaos resume",
  });
  rig.lever = "armed";
  await assert.rejects(rig.desk({ run: undefined }).start(ask({ name: "zone-lost" })), {
    code: "REFUSED",
  });
  assert.deepEqual([rig.started, rig.kept.size], [[], 0]);
});

Deno.test("ending a run ends its job, and one that is over stays as it is", async () => {
  const rig = new DeskRig();
  rig.keep("x-live", 300);
  rig.keep("x-old", 100, "held");
  rig.work("experiment-x-live");
  const desk = rig.desk();
  assert.equal((await desk.stop("x-live")).state, "cut-off");
  assert.deepEqual(rig.jobs, []);
  assert.equal((await desk.stop("x-old")).verdict, "held");
});

Deno.test("a run shows its own faults only, the failure of its job, and not more than 1,000 steps", async () => {
  const rig = new DeskRig();
  rig.keep("x-1", 5);
  const fault = { id: "f-1", experimentId: "x-1" } as FaultView;
  rig.faults = [fault, { id: "f-2", experimentId: "x-2" } as FaultView];
  const { order } = rig.kept.get("x-1") as KeptRun;
  const steps = Array.from({ length: 1_200 }, (_, atMs) => ({ kind: "check" as const, atMs }));
  const end = { kind: "ended" as const, atMs: 2_000, data: { message: "no such app" } };
  rig.kept.set("x-1", { order, progress: [...steps, end], events: [] });
  const run = await rig.desk().get("x-1");
  assert.deepEqual(run.faults, [fault]);
  assert.deepEqual([run.reason, run.endedAtMs], ["no such app", 2_000]);
  assert.deepEqual([run.progress.length, run.isCut, run.progress[50]?.atMs], [1_000, true, 251]);
});

Deno.test("the routes tell every kind, list, start, show and end runs", async () => {
  const rig = new DeskRig();
  const app = createApp();
  addExperimentRoutes(app, rig.desk());
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
    const response = await app.request(path, { method, ...sent });
    return [response.status, await response.json()] as const;
  };
  const [, kinds] = await send("GET", "/v1/chaos/kinds");
  assert.equal(kinds.schema, "netops.faults/v1");
  const latency = kinds.faults.find(({ kind }: { kind: string }) => kind === "latency");
  assert.equal(latency.parameters.properties.delayMs.default, 1_000);
  const started = await send("POST", "/v1/chaos/experiments", { name: "instance-slow" });
  assert.deepEqual([started[0], started[1].state], [201, "running"]);
  const { id } = started[1];
  assert.equal((await send("GET", "/v1/chaos/experiments"))[1].runs[0].id, id);
  assert.equal((await send("GET", `/v1/chaos/experiments/${id}`))[1].state, "running");
  assert.equal((await send("DELETE", `/v1/chaos/experiments/${id}`))[1].state, "cut-off");
  const wrong = await send("POST", "/v1/chaos/experiments", { name: "../../etc/passwd" });
  assert.equal(wrong[0], 400);
});

Deno.test("a run that was cut off ended when its process was last seen, and knows the seed it drew", async () => {
  const rig = new DeskRig();
  rig.keep("x-dead", 200);
  const run = rig.kept.get("x-dead")!;
  const progress = run.progress.map((event) => ({ ...event, data: { seed: "drawn" } }));
  rig.kept.set("x-dead", { ...run, progress, pulse: { pid: 7, startMark: "", atMs: 900 } });
  const { state, endedAtMs, seed } = await rig.desk().get("x-dead");
  assert.deepEqual([state, endedAtMs, seed], ["cut-off", 900, "drawn"]);
});
