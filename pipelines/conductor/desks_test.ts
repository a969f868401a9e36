import assert from "node:assert/strict";
import { NetopsError, type ProgramRunner } from "@netops/core";
import type { NotificationSpec, PipelineSpec } from "@netops/core/contracts";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import type { Notice, NoticeOutcome } from "../notifications/notice.ts";
import { ConductorRig, pipelineOfStages } from "./conductor_fixture.ts";
import { KEYS } from "./keys.ts";
import { NoticeDesk } from "./notice_desk.ts";
import { QUICK, stage } from "./stage_doubles.ts";
import { ExecutionStore } from "./store.ts";
import { patientRunner, TriggerDesk } from "./trigger_desk.ts";

const TOLD: NotificationSpec[] = [{ on: ["started", "succeeded"], to: { kind: "terminal" } }];

/** A desk, and a way to say what telling comes to. */
async function deskOf(rig: ConductorRig, outcome: (notice: Notice) => Promise<NoticeOutcome>) {
  const sent: string[] = [];
  const lost: string[] = [];
  const store = await ExecutionStore.open({ kv: rig.kv.kv, clock: rig.clock });
  const desk = new NoticeDesk({
    ...{ store, logger: rig.logger },
    send: (notice) => {
      sent.push(notice.key);
      return outcome(notice);
    },
    onLost: ({ key }, reason) => void lost.push(`${key}: ${reason}`),
  });
  return { desk, sent, lost };
}

async function finished(rig: ConductorRig): Promise<ExecutionRecord> {
  const { id } = await rig.start([stage("a")], { pipelineOf: { notifications: TOLD } });
  await rig.untilOver(id);
  return (await rig.read(id))!.record;
}

/** Lets what is told settle: its first part is loaded by an import. */
async function settled(rig: ConductorRig, isSo: () => boolean): Promise<void> {
  await import("../notifications/due_notices.ts");
  for (let turn = 0; turn < 1_000 && !isSo(); turn++) await rig.settle();
  await rig.settle();
}

Deno.test("each notice is told once, whatever is heard, and nothing of it stays when all are", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const record = await finished(rig);
  const { desk, sent } = await deskOf(rig, () => Promise.resolve({ outcome: "told" }));
  const { endedAtMs: _endedAtMs, ...begun } = record;
  desk.hear({ ...begun, status: "RUNNING" });
  desk.hear({ ...begun, status: "RUNNING" });
  desk.hear(record);
  await settled(rig, () => sent.length === 2);
  assert.deepEqual(sent, ["started/0", "succeeded/0"]);
  assert.equal((await rig.kv.kv.get(KEYS.notices(record.id))).value, null);
});

Deno.test("what an earlier conductor did not tell is told after the next start, and nothing twice", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const record = await finished(rig);
  const first = await deskOf(
    rig,
    ({ key }) => Promise.resolve({ outcome: key === "started/0" ? "told" : "interrupted" }),
  );
  first.desk.hear(record);
  await settled(rig, () => first.sent.length === 2);
  const second = await deskOf(rig, () => Promise.resolve({ outcome: "told" }));
  await second.desk.adopt();
  await settled(rig, () => second.sent.length === 1);
  assert.deepEqual(second.sent, ["succeeded/0"]);
  const third = await deskOf(rig, () => Promise.resolve({ outcome: "told" }));
  await third.desk.adopt();
  await rig.settle();
  assert.deepEqual(third.sent, []);
});

Deno.test("one that nobody could be told is given up once, and said", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const record = await finished(rig);
  const { desk, sent, lost } = await deskOf(
    rig,
    () => Promise.resolve({ outcome: "given-up", reason: "it answered 404" }),
  );
  desk.hear(record);
  await settled(rig, () => lost.length === 2);
  assert.deepEqual(lost, ["started/0: it answered 404", "succeeded/0: it answered 404"]);
  assert.equal(sent.length, 2);
});

function pipeline(name: string, schedule?: string): PipelineSpec {
  const triggers = schedule === undefined
    ? []
    : [{ type: "cron" as const, schedule, timeZone: "UTC" }];
  return pipelineOfStages([stage("a")], { name, triggers });
}

Deno.test("triggers of stored pipelines start them by name and key; without one nothing is at work", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const stored: PipelineSpec[] = [pipeline("plain")];
  const started: unknown[] = [];
  const desk = new TriggerDesk({
    ...{ kv: rig.kv.kv, clock: rig.clock, timer: rig.timer, logger: rig.logger, env: {} },
    pipelines: { list: () => Promise.resolve(stored) },
    programs: {} as ProgramRunner,
    tell: () => undefined,
    start: (request) => Promise.resolve(started.push(request)),
  });
  await desk.refresh();
  assert.equal(rig.timer.pendingCount, 0);
  stored.push(pipeline("often", "* * * * *"));
  const refreshed = desk.refresh();
  await refreshed;
  await rig.settle();
  assert.ok(rig.timer.pendingCount > 0);
  await rig.advance(60_000, 1_000);
  const [request] = started as [Record<string, unknown>];
  assert.deepEqual([request["pipeline"], request["trigger"], request["by"]], [
    ...[{ stored: "often" }, "cron", "cron trigger"],
  ]);
  assert.match(String(request["key"]), /often/);
  await desk.close();
  await rig.settle();
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("a trigger desk that cannot read what is stored says so, and reads it the next time", async () => {
  const logger = new RecordingLogger();
  const timer = new FakeTimer();
  let isAway = true;
  let reads = 0;
  const desk = new TriggerDesk({
    ...{ kv: {} as Deno.Kv, clock: timer.clock, timer, logger, env: {} },
    pipelines: {
      list: () => {
        reads++;
        return isAway
          ? Promise.reject(new NetopsError("UNREACHABLE", "Cannot read"))
          : Promise.resolve([]);
      },
    },
    programs: {} as ProgramRunner,
    tell: () => undefined,
    start: () => Promise.resolve(),
  });
  await desk.refresh();
  assert.deepEqual(logger.lines.map(({ message }) => message), [
    "Cannot set the triggers of pipelines: Cannot read",
  ]);
  isAway = false;
  await desk.refresh();
  assert.equal(reads, 2);
});

Deno.test("programs that hang are not waited for, and no more than four of them are left alone", async () => {
  const hung: PromiseWithResolvers<never>[] = [];
  let hangs = true;
  const runner = patientRunner({
    endAll: () => 0,
    run: ({ signal }) => {
      assert.equal(signal, undefined, "killing needs permissions that a conductor does not have");
      if (!hangs) return Promise.resolve({ code: 0 } as never);
      const running = Promise.withResolvers<never>();
      hung.push(running);
      return running.promise;
    },
  });
  const request = { command: ["git"], dir: "/", env: {}, limitBytes: 1 } as const;
  for (let at = 0; at < 4; at++) {
    const limit = new AbortController();
    const run = assert.rejects(runner.run({ ...request, signal: limit.signal }), /late/);
    limit.abort(new Error("late"));
    await run;
  }
  await assert.rejects(runner.run(request), {
    code: "OVERLOADED",
    message: "Cannot run git as it hangs",
  });
  hangs = false;
  hung[0]?.reject(new Error("gone"));
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
  await Promise.resolve();
  assert.equal((await runner.run(request)).code, 0);
});
