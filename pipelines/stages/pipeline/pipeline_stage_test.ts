import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ExecutionRequest, ExecutionView, StageSpecOf } from "@netops/core/contracts";
import type { StageServices } from "../../ports/stage_services.ts";
import { COMMON, drive, fakeWorld } from "../stage_fixture.ts";
import { pipelineStage } from "./pipeline_stage.ts";

const SPEC: StageSpecOf<"pipeline"> = {
  ...COMMON,
  ...{ name: "child", type: "pipeline", pipeline: "smoke", parameters: { tag: "v2", count: 3 } },
};

class FakeConductor implements Partial<StageServices> {
  readonly started: ExecutionRequest[] = [];
  readonly aborted: string[] = [];
  child: ExecutionView | undefined;

  startExecution = (request: ExecutionRequest) => {
    if (this.child === undefined) this.started.push(request);
    return Promise.resolve(this.child ??= viewOf({}));
  };
  execution = (id: string) => Promise.resolve(id === this.child?.id ? this.child : undefined);
  executionWithKey = (key: string) =>
    Promise.resolve(this.started[0]?.key === key ? this.child : undefined);
  abortExecution = (id: string, reason: string) => {
    this.aborted.push(`${id}: ${reason}`);
    this.child = viewOf({ isCancelAsked: true });
    return Promise.resolve();
  };
}

function viewOf(change: Partial<ExecutionView>): ExecutionView {
  return {
    ...{ id: "e-2", app: "hello", pipeline: "smoke", status: "RUNNING", isPauseAsked: false },
    ...{ isCancelAsked: false, by: "e-1", trigger: "pipeline", createdAtMs: 1, dropped: 0 },
    ...{ requests: 0, seq: 1, stages: [] },
    ...change,
  };
}

function ends(conductor: FakeConductor, at: number, change: Partial<ExecutionView>) {
  return (look: number) => {
    if (look >= at && conductor.child !== undefined) {
      conductor.child = viewOf({ endedAtMs: 9, ...change });
    }
  };
}

Deno.test("the stored pipeline is started once, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 6; crashAt++) {
    const services = new FakeConductor();
    const before = ends(services, 4, { status: "SUCCEEDED" });
    const { last } = await drive(pipelineStage, [fakeWorld({ services }), SPEC], {
      crashAt,
      before,
    });
    assert.deepEqual(last.outputs, { execution: "e-2", status: "SUCCEEDED" });
    assert.deepEqual(services.started, [{
      ...{ pipeline: { stored: "smoke" }, parameters: { tag: "v2", count: 3 }, by: "e-1" },
      ...{ trigger: "pipeline", key: "e-1/child/pipeline" },
    }]);
  }
});

Deno.test("a child that does not succeed fails the stage, with its name and its reason", async () => {
  for (const status of ["TERMINAL", "CANCELED", "STOPPED"] as const) {
    const services = new FakeConductor();
    const before = ends(services, 2, { status, reason: "tests failed" });
    const { last } = await drive(pipelineStage, [fakeWorld({ services }), SPEC], { before });
    assert.equal(last.status, "FAILED");
    assert.equal(last.reason, `smoke (e-2) ended as ${status}: tests failed`);
  }
});

Deno.test("a pipeline that is not stored fails the stage", async () => {
  const startExecution = () => Promise.reject(new NetopsError("NOT_FOUND", "Cannot find smoke"));
  const world = fakeWorld({ services: { startExecution } });
  await assert.rejects(drive(pipelineStage, [world, SPEC]), /Cannot find smoke/);
});

Deno.test("a child that nobody knows any more is no success", async () => {
  const services = new FakeConductor();
  const before = (look: number) => void (look === 2 && (services.child = undefined));
  const { last } = await drive(pipelineStage, [fakeWorld({ services }), SPEC], { before });
  assert.equal(last.status, "FAILED");
});

Deno.test("a cancel aborts the child once and waits for its end, also one that was not noted", async () => {
  for (const crashAt of [-1, 0]) {
    const services = new FakeConductor();
    const options = {
      crashAt,
      isCanceled: (look: number) => look > 0,
      before: ends(services, 4, { status: "CANCELED", isCancelAsked: true }),
    };
    const { steps, last } = await drive(pipelineStage, [fakeWorld({ services }), SPEC], options);
    assert.equal(last.status, "CANCELED");
    assert.deepEqual(services.aborted, ["e-2: e-1, which started it, was aborted"]);
    assert.ok(steps.some(({ reason }) => reason === "waits until e-2 has ended"));
  }
});

Deno.test("a cancel before the start starts nothing", async () => {
  const services = new FakeConductor();
  const end = { isCanceled: () => true };
  const { last } = await drive(pipelineStage, [fakeWorld({ services }), SPEC], end);
  assert.equal(last.status, "CANCELED");
  assert.deepEqual([services.started, services.aborted], [[], []]);
});
