import assert from "node:assert/strict";
import {
  action,
  document,
  ExperimentWorld,
  fault,
  httpProbe,
  hypothesis,
  output,
} from "../experiment_fixture.ts";

const HELD = hypothesis(httpProbe("answers", 200));

Deno.test("outputs of earlier activities are inputs of later ones, with their type", async () => {
  const world = new ExperimentWorld();
  world.program = ({ command }) => ({ stdout: output(command.slice(1).join("|")) });
  world.probe = () => Promise.resolve({ ids: ["a", "b"], n: 2 });
  const { verdict } = await world.run(document({
    ...HELD,
    method: [
      { type: "probe", name: "look.up", provider: { type: "netops", probe: "x" } },
      fault("f", { target: "${outputs.look.up.ids[1]}", count: "${outputs.look.up.n}" }),
      action("say", "echo", {
        provider: { type: "process", path: "echo", arguments: ["${outputs.f.targets[0]} x"] },
      }),
    ],
  }));
  assert.equal(verdict.verdict, "held");
  const [request] = world.actions.injected;
  assert.deepEqual([request?.target, request?.count], ["b", 2]);
  assert.deepEqual(world.programs[0]?.command, ["/bin/echo", "b-1 x"]);
});

Deno.test("what a probe of the steady state answered is an input, and JSON that a program printed can be walked into", async () => {
  const world = new ExperimentWorld();
  world.program = () => ({ stdout: output('{"oca": {"names": ["c001", "c002"]}}') });
  const { verdict } = await world.run(document({
    "steady-state-hypothesis": {
      title: "plays",
      probes: [{
        ...{ type: "probe", name: "play", tolerance: 0 },
        provider: { type: "process", path: "play" },
      }],
    },
    method: [fault("f", { target: "${outputs.play.stdout.oca.names[1]}" })],
  }));
  assert.equal(verdict.verdict, "held");
  assert.equal(world.actions.injected[0]?.target, "c002");
});

Deno.test("an output that is not there fails the activity", async () => {
  const { verdict } = await new ExperimentWorld().run(document({
    ...HELD,
    method: [fault("f", { target: "${outputs.f.targets[0]}" })],
  }));
  assert.equal(verdict.verdict, "failed");
});

Deno.test("wait-until repeats a probe until it is so, or fails when its time is over", async () => {
  const world = new ExperimentWorld();
  world.probe = () => Promise.resolve(world.clock.monotonicMs());
  const wait = (timeout: string) => ({
    type: "probe",
    name: "w",
    provider: { type: "netops", probe: "x" },
    "wait-until": { tolerance: { type: "range", range: [2_000, 1e9] }, timeout, every: "500ms" },
  });
  const first = await world.run(document({ ...HELD, method: [wait("5s")] }));
  assert.equal(first.verdict.verdict, "held");
  assert.ok(world.clock.monotonicMs() >= 2_000);
  const second = await new ExperimentWorld().run(document({ ...HELD, method: [wait("1s")] }));
  assert.deepEqual([second.verdict.verdict, second.verdict.exitCode], ["failed", 1]);
});

Deno.test("a stop activity and hold end a fault inside the method", async () => {
  const world = new ExperimentWorld();
  const { verdict } = await world.run(document({
    ...HELD,
    method: [
      fault("f", { hold: true }),
      fault("g", { duration: "60s" }),
      { type: "action", name: "s", provider: { type: "netops", stop: "g" } },
    ],
  }));
  assert.equal(verdict.verdict, "held");
  assert.ok(world.clock.monotonicMs() >= 3_000, "hold did not wait");
  assert.equal(world.actions.stopped[0], "f2");
});

Deno.test("the timeout of an activity ends it", async () => {
  const world = new ExperimentWorld();
  world.program = ({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const { verdict } = await world.run(document({
    ...HELD,
    method: [action("m", "true", { timeout: 1.5 })],
  }));
  assert.deepEqual([verdict.verdict, verdict.exitCode], ["failed", 1]);
});

Deno.test("a background activity runs beside the others, and its failure counts", async () => {
  const world = new ExperimentWorld();
  world.program = async ({ command }) => {
    if (command[0] !== "/bin/slow") return {};
    await world.timer.sleep(2_000);
    return { code: 1 };
  };
  const { record, verdict } = await world.run(document({
    ...HELD,
    method: [action("slow", "slow", { background: true }), action("fast")],
  }));
  assert.equal(verdict.verdict, "failed");
  assert.deepEqual(record.facts.activities.map(({ name, status }) => [name, status]), [
    ["slow", "failed"],
    ["fast", "succeeded"],
  ]);
});
