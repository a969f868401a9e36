import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { ConductorRig, type StageDraft } from "./conductor_fixture.ts";
import { handler, HELD, QUICK, stage, stageIn } from "./stage_doubles.ts";

Deno.test("an app's single writer holds its lease while it changes it, and gives it back", async () => {
  const calls: string[] = [];
  let isTaken = false;
  await using rig = await ConductorRig.open({
    handlers: { wait: QUICK, deploy: HELD },
    platform: {
      lease: (app, { holder, leaseMs }) => {
        calls.push(`lease ${app} ${holder} ${leaseMs}`);
        if (isTaken) throw new NetopsError("CONFLICT", "Cannot lease shop as ann holds it");
        return Promise.resolve();
      },
      release: (app, holder) => Promise.resolve(void calls.push(`release ${app} ${holder}`)),
    },
  });
  const plain = await rig.start([stage("a")]);
  await rig.untilOver(plain.id);
  assert.deepEqual(calls, []);
  const { id } = await rig.start([stage("a"), stage("b", { type: "deploy", needs: ["a"] })]);
  await rig.advance(11_000);
  assert.deepEqual(calls, Array(3).fill(`lease shop ${id} 15000`));
  await rig.conductor.wish(id, { wish: "abort", by: "ann" });
  await rig.untilOver(id);
  assert.equal(calls.at(-1), `release shop ${id}`);
  assert.equal(rig.timer.pendingCount, 0);
  isTaken = true;
  const refused = await rig.start([stage("b", { type: "deploy" })]);
  await rig.advance(1_000);
  const { record } = (await rig.read(refused.id))!;
  assert.equal(record.stages[0]?.troubles?.last, "Cannot lease shop as ann holds it");
});

Deno.test("what is open of an earlier run of the platform is ended, what waits does not begin", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: HELD } });
  const running = await rig.start([stage("a"), stage("b", { needs: ["a"] })]);
  const waiting = await rig.start([stage("a")], { concurrency: "queue" });
  await rig.settle();
  await rig.boot("run-2");
  await rig.settle();
  const views = await Promise.all([running, waiting].map(({ id }) => rig.conductor.view(id)));
  assert.deepEqual(views.map(({ status, verdict }) => [status, verdict]), [
    ...Array(2).fill(["CANCELED", "inconclusive"]),
  ]);
  assert.equal(views[0]?.reason, "ended by conductor: the platform was stopped before it was over");
  assert.equal(stageIn(views[0], "a").status, "CANCELED");
  assert.equal(views[0]?.isCancelAsked, false, "nobody asked for it");
  assert.equal(rig.conductor.openCount, 0);
  assert.equal((await rig.start([stage("a")])).status, "RUNNING");
});

Deno.test("a release of an earlier run is inconclusive, and nothing of it serves any more", async () => {
  const group = { desired: 2, up: 2, wantPercent: 50, actualPercent: 49 };
  const detail = {
    ...{ strategy: "rolling", step: "route", stepNumber: 3, stepCount: 9, isRollingBack: false },
    ...{ looks: [], dropped: 1, requests: 80, failedByRelease: 0, probesSent: 0, probesLost: 0 },
    groups: [
      { ...group, name: "shop-v000", role: "old" },
      { ...group, name: "shop-v001", role: "fresh" },
    ],
  } as const;
  const held = handler(() => ({ status: "RUNNING", deploy: detail }));
  await using rig = await ConductorRig.open({ handlers: { deploy: held } });
  const { id } = await rig.start([stage("d", { type: "deploy" })]);
  await rig.settle();
  await rig.boot("run-2");
  await rig.settle();
  const view = await rig.conductor.view(id);
  assert.deepEqual([view.status, view.verdict, view.from, view.to], [
    ...["CANCELED", "inconclusive", "shop-v000", "shop-v001"],
  ]);
  assert.deepEqual([view.dropped, view.requests], [1, 80]);
  assert.deepEqual(
    stageIn(view, "d").deploy?.groups.map(({ name, up, wantPercent, actualPercent }) => [
      ...[name, up, wantPercent, actualPercent],
    ]),
    [["shop-v000", 0, 0, undefined], ["shop-v001", 0, 0, undefined]],
  );
});

Deno.test("a pipeline that a stage starts for the same app works in the place of its parent, and under its lease", async () => {
  const leases = new Set<string>();
  const released: string[] = [];
  const children: string[] = [];
  await using rig = await ConductorRig.open({
    handlers: {
      pipeline: handler(async ({ services, key, app }, state) => {
        if (state === 0) {
          const pipeline = { stored: app === "shop" ? "inner" : "other" };
          const request = { pipeline, parameters: {}, by: "x", trigger: "pipeline", key } as const;
          const { id } = await services.startExecution(request);
          children.push(id);
          return { status: "RUNNING", state: id };
        }
        const child = await services.execution(String(state));
        return { status: child?.endedAtMs === undefined ? "RUNNING" : "SUCCEEDED" };
      }),
      deploy: handler(({ nowMs, startedAtMs }) => ({
        status: nowMs - startedAtMs > 2_000 ? "SUCCEEDED" : "RUNNING",
      })),
    },
    platform: {
      lease: (_app, { holder }) => Promise.resolve(void leases.add(holder)),
      release: (_app, holder) => Promise.resolve(void released.push(holder)),
    },
  });
  await rig.store([stage("d", { type: "deploy" })], { name: "inner" });
  const { id } = await rig.start([stage("p", { type: "pipeline", pipeline: "inner" })]);
  const view = await rig.untilOver(id);
  assert.equal(view?.status, "SUCCEEDED");
  assert.deepEqual([...leases], [id]);
  assert.deepEqual(released, [], "the parent itself took none");
  assert.equal((await rig.conductor.view(children[0]!)).status, "SUCCEEDED");
});

Deno.test("pipelines that start one another without end are refused", async () => {
  await using rig = await ConductorRig.open({
    handlers: {
      pipeline: handler(async ({ services, key }, state) => {
        if (state !== 0) {
          const child = await services.execution(String(state));
          if (child?.endedAtMs === undefined) return { status: "RUNNING" };
          return {
            status: child.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED",
            reason: child.reason ?? "",
          };
        }
        const request = {
          pipeline: { stored: "self" },
          parameters: {},
          by: "x",
          trigger: "pipeline",
          key,
        };
        const { id } = await services.startExecution(request as never);
        return { status: "RUNNING", state: id };
      }),
    },
  });
  await rig.store([stage("p", { type: "pipeline", pipeline: "self" })], { name: "self" });
  const { id } = await rig.start([stage("p", { type: "pipeline", pipeline: "self" })]);
  const view = await rig.untilOver(id);
  assert.match(view?.reason ?? "", /Cannot start one more pipeline inside .*: 5 is the most/);
  assert.equal((await rig.conductor.list({ limit: 100 })).length, 6);
});

Deno.test("what is wrong with a request is said before anything is stored", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const parameters = [{ name: "tag", type: "string" as const }];
  const wrong: [StageDraft[], object, string, RegExp][] = [
    [[stage("a", { needs: ["b"] })], {}, "CONFIG_INVALID", /a.needs.0: there is no stage "b"/],
    [[stage("a", { needs: ["a"] })], {}, "CONFIG_INVALID", /a → a/],
    [
      [stage("a", { type: "enable", group: { output: "x.group" } })],
      {},
      "CONFIG_INVALID",
      /no stage "x"/,
    ],
    [
      [stage("a", { type: "enable", group: { parameter: "tga" } })],
      { pipelineOf: { parameters } },
      "CONFIG_INVALID",
      /no parameter "tga"; there are: tag/,
    ],
    [[stage("a")], { pipelineOf: { parameters } }, "CONFIG_INVALID", /tag: it has no default/],
    [
      [stage("a")],
      { parameters: { x: 1 } },
      "CONFIG_INVALID",
      /has no such parameter; it has: none/,
    ],
    [[stage("a")], { pipelineOf: { app: "nobody" } }, "NOT_FOUND", /Cannot deliver to nobody/],
    [
      [stage("a")],
      { pipeline: { stored: "nix" } },
      "NOT_FOUND",
      /no pipeline called nix|pipeline called nix/,
    ],
    [
      [stage("a", { type: "chaos", experiment: "x".repeat(50_000) })],
      {},
      "TOO_LARGE",
      /Cannot take a pipeline of 5\d+ bytes: 40960 is the most/,
    ],
  ];
  for (const [stages, change, code, message] of wrong) {
    await assert.rejects(rig.start(stages, change), { code, message });
  }
  assert.deepEqual(await rig.conductor.list({ limit: 10 }), []);
});
