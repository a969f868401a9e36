import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ScalingPlan } from "@netops/core/contracts";
import {
  FakeTimer,
  RecordingEventSink,
  RecordingLogger,
  ScriptedHttpClient,
} from "@netops/core/testing";
import { type FakeGroup, FakePlatform } from "../stages/fake_platform.ts";
import { openScaling } from "./open_scaling.ts";
import { ScalingBoard, type ScalingPorts } from "./scaling_board.ts";

const PLAN: ScalingPlan = {
  ...{ metric: "rps", target: 100, minReplicas: 2, maxReplicas: 8 },
  ...{ scaleOutCooldownMs: 15_000, scaleInWindowMs: 20_000 },
};

class Rig implements ScalingPorts {
  readonly timer = new FakeTimer();
  readonly clock = this.timer.clock;
  readonly events = new RecordingEventSink();
  readonly logger = new RecordingLogger();
  readonly platform: FakePlatform;
  readonly queries: string[] = [];
  readonly leases: string[] = [];
  value: number | undefined;
  faults: boolean | undefined = false;
  holder: string | undefined;

  constructor(groups: readonly FakeGroup[] = [{ name: "hello-v001", weight: 1, desired: 4 }]) {
    this.platform = new FakePlatform(groups);
    this.platform.lease = (app, { holder }) => {
      if (this.holder !== undefined) {
        return Promise.reject(new NetopsError("CONFLICT", `Cannot change ${app} just now`));
      }
      this.leases.push(`take ${app} ${holder}`);
      return Promise.resolve();
    };
    this.platform.release = (app) => Promise.resolve(void this.leases.push(`release ${app}`));
  }

  query = (promql: string) => {
    this.queries.push(promql);
    return Promise.resolve(this.value);
  };

  areFaultsActive = () =>
    this.faults === undefined ? Promise.reject(new Error("away")) : Promise.resolve(this.faults);

  /** Looks for so long, with instances that come up at once. */
  async run(durationMs: number): Promise<void> {
    for (let passed = 0; passed < durationMs; passed += 5_000) {
      await this.timer.advance(5_000);
      for (const name of this.platform.groupsByName.keys()) this.platform.settle(name);
    }
  }
}

async function boardOf(rig: Rig, plan: Partial<ScalingPlan> = {}): Promise<ScalingBoard> {
  const board = new ScalingBoard({ hello: { ...PLAN, ...plan } }, rig);
  board.open();
  // Past the time in which nothing is taken away, with what is there being right.
  rig.value = 400;
  await rig.run(25_000);
  return board;
}

Deno.test("more load gives more instances, under a lease that is given back, and it is told", async () => {
  const rig = new Rig();
  const board = await boardOf(rig);
  rig.value = 650;
  await rig.run(5_000);
  assert.deepEqual(rig.platform.effects, ["resize hello-v001 7"]);
  assert.deepEqual(rig.leases, ["take hello scaling", "release hello"]);
  assert.deepEqual(rig.events.events, [{
    ...{ kind: "scaling.changed", subject: "hello" },
    data: {
      ...{ group: "hello-v001", from: 4, to: 7, reason: "scale out", metric: "rps" },
      ...{ target: 100, value: 162.5 },
    },
  }]);
  board.close();
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("each metric is asked for the group that serves, and taken as it is meant", async () => {
  const called = 'upstream_app="hello",upstream_server_group="hello-v001"';
  const cases: readonly [Partial<ScalingPlan>, string, number, number][] = [
    [{}, `sum(rate(upstream_request_duration_seconds_count{${called}}[15s]))`, 800, 8],
    [
      { metric: "cpu", target: 0.5 },
      'sum(rate(instance_cpu_seconds_total{app="hello",server_group="hello-v001"}[15s]))',
      ...[3, 6] as const,
    ],
    [
      { metric: "latency", target: 200 },
      "1000 * histogram_quantile(0.95, sum by (le) " +
      `(rate(upstream_request_duration_seconds_bucket{${called}}[15s])))`,
      ...[300, 6] as const,
    ],
  ];
  for (const [plan, query, value, replicas] of cases) {
    const rig = new Rig();
    const board = new ScalingBoard({ hello: { ...PLAN, ...plan } }, rig);
    board.open();
    rig.value = value;
    await rig.run(5_000);
    assert.deepEqual(rig.queries, [query]);
    assert.deepEqual(rig.platform.effects, [`resize hello-v001 ${replicas}`]);
    board.close();
  }
});

Deno.test("less load takes instances away only after the whole window, and never below the least", async () => {
  const rig = new Rig();
  await boardOf(rig);
  rig.value = 40;
  await rig.run(20_000);
  assert.deepEqual(rig.platform.effects, []);
  await rig.run(10_000);
  assert.deepEqual(rig.platform.effects, ["resize hello-v001 2"]);
});

Deno.test("nobody's number, or one of a platform without instances, changes nothing", async () => {
  const rig = new Rig();
  await boardOf(rig);
  rig.value = undefined;
  await rig.run(60_000);
  assert.deepEqual(rig.platform.effects, []);
  const down = new Rig([{ name: "hello-v001", weight: 1, desired: 4, up: 0 }]);
  const board = new ScalingBoard({ hello: PLAN }, down);
  board.open();
  down.value = 0;
  await down.timer.advance(120_000);
  assert.deepEqual(down.platform.effects, []);
});

Deno.test("instances that are not up yet are not asked for twice", async () => {
  const rig = new Rig();
  await boardOf(rig);
  rig.value = 600;
  await rig.timer.advance(5_000);
  await rig.timer.advance(60_000);
  assert.deepEqual(rig.platform.effects, ["resize hello-v001 6"]);
});

Deno.test("a latency says nothing while some are not up", async () => {
  const rig = new Rig([{ name: "hello-v001", weight: 1, desired: 4, up: 3 }]);
  const board = new ScalingBoard({ hello: { ...PLAN, metric: "latency", target: 200 } }, rig);
  board.open();
  rig.value = 900;
  await rig.timer.advance(30_000);
  assert.deepEqual(rig.platform.effects, []);
});

Deno.test("while somebody else holds the app nothing changes, and after that it does", async () => {
  const rig = new Rig();
  await boardOf(rig);
  [rig.holder, rig.value] = ["e-1", 800];
  await rig.run(30_000);
  assert.deepEqual(rig.platform.effects, []);
  assert.deepEqual(rig.logger.lines.filter(({ level }) => level === "warn"), []);
  rig.holder = undefined;
  await rig.run(20_000);
  assert.deepEqual(rig.platform.effects, ["resize hello-v001 8"]);
});

Deno.test("nothing is taken away while a fault is at work, or nobody knows, or right after a start", async () => {
  for (const faults of [true, undefined]) {
    const rig = new Rig();
    await boardOf(rig);
    [rig.faults, rig.value] = [faults, 40];
    await rig.run(60_000);
    assert.deepEqual(rig.platform.effects, []);
    rig.value = 800;
    await rig.run(20_000);
    assert.deepEqual(rig.platform.effects, ["resize hello-v001 8"]);
  }
  const young = new Rig();
  const board = new ScalingBoard({ hello: { ...PLAN, scaleInWindowMs: 60_000 } }, young);
  board.open();
  young.value = 40;
  await young.run(55_000);
  assert.deepEqual(young.platform.effects, []);
});

Deno.test("an app that was stopped stays so, and several groups that serve are left alone", async () => {
  const stopped = new Rig([{ name: "hello-v001", weight: 1, desired: 0 }]);
  await boardOf(stopped);
  const two = new Rig([{ name: "hello-v001", weight: 1 }, { name: "hello-v002", weight: 1 }]);
  await boardOf(two);
  two.value = 5_000;
  await two.run(30_000);
  assert.deepEqual([stopped, two].map(({ platform }) => platform.effects), [[], []]);
});

Deno.test("a change between the look and the lease counts, and the lease is given back", async () => {
  const rig = new Rig();
  await boardOf(rig);
  rig.platform.lease = async () => {
    await rig.platform.resize("hello-v001", 5);
  };
  rig.value = 800;
  await rig.timer.advance(5_000);
  assert.deepEqual(rig.platform.effects, ["resize hello-v001 5"]);
  assert.deepEqual(rig.leases, ["release hello"]);
});

Deno.test("trouble with one app is told and stops nobody", async () => {
  const rig = new Rig();
  const board = new ScalingBoard({ away: PLAN, hello: PLAN }, rig);
  const groups = rig.platform.groups;
  rig.platform.groups = (app) =>
    app === "away" ? Promise.reject(new NetopsError("REFUSED", "Cannot look")) : groups(app);
  board.open();
  rig.value = 800;
  await rig.run(5_000);
  assert.deepEqual(rig.platform.effects, ["resize hello-v001 8"]);
  assert.match(rig.logger.lines[0]?.message ?? "", /Cannot scale away: Cannot look/);
});

Deno.test("without a plan there is no timer", () => {
  const rig = new Rig();
  new ScalingBoard({}, rig).open();
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("openScaling() asks the guardian for faults at work", async () => {
  for (const [active, effects] of [[[], ["resize hello-v001 2"]], [[{ id: "f" }], []]] as const) {
    const rig = new Rig();
    const http = new ScriptedHttpClient(() => Response.json({ active }));
    const guardian = { app: "guardian", status: "UP", host: "127.0.0.1", port: 9 };
    const instances = () => Promise.resolve({ instances: [guardian] } as never);
    const board = openScaling({ hello: PLAN }, { ...rig, http, token: "t", instances });
    rig.value = 40;
    await rig.run(60_000);
    assert.deepEqual(rig.platform.effects, effects);
    assert.equal(http.requests[0]?.url, "http://127.0.0.1:9/v1/chaos");
    board.close();
  }
});
