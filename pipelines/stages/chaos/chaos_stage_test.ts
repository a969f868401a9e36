import assert from "node:assert/strict";
import { experimentRunId, NetopsError } from "@netops/core";
import type { RunDocument, StageSpecOf } from "@netops/core/contracts";
import type { ExperimentOrder, StageServices } from "../../ports/stage_services.ts";
import { COMMON, drive, fakeWorld } from "../stage_fixture.ts";
import { chaosStage } from "./chaos_stage.ts";

const SPEC: StageSpecOf<"chaos"> = {
  ...COMMON,
  ...{ name: "break", type: "chaos", experiment: "instance-killed", deadlineMs: 60_000 },
  targets: ["hello-v001", "hello-v002"],
  variables: { app: "hello", ratio: 0.5, times: 3, fast: true },
};

class FakeGuardian implements Partial<StageServices> {
  readonly orders: ExperimentOrder[] = [];
  readonly stopped: string[] = [];
  readonly runs = new Map<string, RunDocument>();

  startExperiment = (order: ExperimentOrder) => {
    const id = experimentRunId(order.key);
    if (!this.runs.has(id)) {
      this.orders.push(order);
      this.runs.set(id, runOf(id, {}));
    }
    return Promise.resolve({ id });
  };
  experiment = (id: string) => Promise.resolve(this.runs.get(id));
  stopExperiment = (id: string) => {
    this.stopped.push(id);
    return Promise.resolve();
  };

  end(change: Partial<RunDocument>): void {
    for (const [id, run] of this.runs) {
      if (run.state === "running") this.runs.set(id, runOf(id, { state: "finished", ...change }));
    }
  }
}

function runOf(id: string, change: Partial<RunDocument>): RunDocument {
  return {
    ...{ schema: "netops.experiment.run/v1", id, title: id, state: "running", file: "f.yaml" },
    ...{ variables: [], progress: [], isCut: false, faults: [] },
    ...change,
  };
}

const HELD = { verdict: "held", undone: true };

Deno.test("each target is run once and one after the other, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 8; crashAt++) {
    const services = new FakeGuardian();
    let most = 0;
    const before = (look: number) => {
      most = Math.max(
        most,
        [...services.runs.values()].filter((r) => r.state === "running").length,
      );
      if (look % 3 === 2) services.end(HELD);
    };
    const { last } = await drive(chaosStage, [fakeWorld({ services }), SPEC], { crashAt, before });
    assert.deepEqual(last.outputs, { verdict: "held", runs: 2 });
    assert.deepEqual(services.orders.map(({ variables }) => variables.at(-1)), [
      ...["target=hello-v001", "target=hello-v002"],
    ]);
    assert.equal(most, 1);
  }
});

Deno.test("the order is what the stage says, with the types of its values", async () => {
  const services = new FakeGuardian();
  const spec = { ...SPEC, targets: [] };
  const before = () => services.end(HELD);
  const { last } = await drive(chaosStage, [fakeWorld({ services }), spec], { before });
  assert.deepEqual(last.outputs, { verdict: "held", runs: 1 });
  assert.deepEqual(services.orders, [{
    ...{ key: "e-1/break/chaos-0", experiment: "instance-killed", deadlineMs: 60_000 },
    variables: ["app=hello", "ratio:float=0.5", "times:int=3", "fast:bool=true"],
  }]);
});

Deno.test("whatever is not held fails the stage, is named, and ends the sequence", async () => {
  const ends: readonly [Partial<RunDocument>, RegExp][] = [
    [{ verdict: "deviated", reason: "rps fell" }, /on hello-v001 \(x-.{8}\) deviated: rps fell/],
    [{ verdict: "refused", reason: "last healthy" }, /refused: last healthy/],
    [{ verdict: "inconclusive" }, /inconclusive/],
    [{ verdict: "interrupted" }, /interrupted/],
    [{ verdict: "failed" }, /failed/],
    [{}, /has no verdict/],
    [{ state: "cut-off" }, /ended before it came to a verdict/],
    [{ verdict: "held", undone: false }, /left something behind; netops chaos doctor/],
    [{ verdict: "held" }, /left something behind/],
  ];
  for (const [end, words] of ends) {
    const services = new FakeGuardian();
    const before = (look: number) => look > 1 && services.end(end);
    const { last } = await drive(chaosStage, [fakeWorld({ services }), SPEC], {
      before: (look) => void before(look),
    });
    assert.equal(last.status, "FAILED");
    assert.match(last.reason ?? "", words);
    assert.equal(services.orders.length, 1);
  }
});

Deno.test("a run that nobody knows is no success, and one that is refused fails with its words", async () => {
  const services = new FakeGuardian();
  const before = (look: number) => void (look === 2 && services.runs.clear());
  const { last } = await drive(chaosStage, [fakeWorld({ services }), SPEC], { before });
  assert.match(last.reason ?? "", /nobody knows the run/);
  const startExperiment = () =>
    Promise.reject(new NetopsError("REFUSED", "Cannot start as all chaos was stopped"));
  await assert.rejects(
    drive(chaosStage, [fakeWorld({ services: { startExperiment } }), SPEC]),
    /all chaos was stopped/,
  );
});

Deno.test("a cancel ends the run and waits until it undid, also one that was not noted", async () => {
  for (const crashAt of [-1, 0]) {
    const services = new FakeGuardian();
    const options = {
      crashAt,
      isCanceled: (look: number) => look > 0,
      before: (look: number) => void (look === 4 && services.end({ state: "cut-off" })),
    };
    const { steps, last } = await drive(chaosStage, [fakeWorld({ services }), SPEC], options);
    assert.equal(last.status, "CANCELED");
    assert.ok(services.stopped.length > 0);
    assert.ok(steps.some(({ reason = "" }) => /has undone its faults/.test(reason)));
    assert.equal(services.orders.length, 1);
  }
});

Deno.test("a cancel before the start runs nothing", async () => {
  const services = new FakeGuardian();
  const end = { isCanceled: () => true };
  const { last } = await drive(chaosStage, [fakeWorld({ services }), SPEC], end);
  assert.equal(last.status, "CANCELED");
  assert.deepEqual([services.orders, services.stopped], [[], []]);
});
