import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import {
  action,
  document,
  ExperimentWorld,
  fault,
  httpProbe,
  hypothesis,
} from "../experiment_fixture.ts";
import { Halt, InterruptSignal } from "./interruption.ts";

const HELD = hypothesis(httpProbe("answers", 200));

Deno.test("an empty method with a steady state that holds is held", async () => {
  const { verdict } = await new ExperimentWorld().run(document(HELD));
  assert.deepEqual([verdict.verdict, verdict.exitCode], ["held", 0]);
});

Deno.test("a steady state that was never met is deviated, and neither method nor rollbacks run", async () => {
  const world = new ExperimentWorld();
  const { verdict } = await world.run(document({
    ...hypothesis(httpProbe("answers", 418)),
    method: [action("m"), fault("f")],
    rollbacks: [action("r")],
  }));
  assert.deepEqual([verdict.verdict, verdict.exitCode], ["deviated", 5]);
  assert.deepEqual([world.programs.length, world.actions.injected.length], [0, 0]);
});

Deno.test("a fault is injected with its lease and seed, undone, and the recovery is measured", async () => {
  const world = new ExperimentWorld();
  let isBroken = false;
  world.answer = () => new Response("", { status: isBroken ? 500 : 200 });
  world.program = () => {
    isBroken = true;
    return {};
  };
  world.actions.undo = async () => {
    await world.timer.sleep(100);
    world.timer.after(1_200, () => isBroken = false);
    return { undone: true };
  };
  const more = { count: 1, parameters: { a: 1.5 } };
  const { record, verdict } = await world.run(document({
    ...HELD,
    method: [fault("f", more), action("break")],
  }));
  const [request] = world.actions.injected;
  assert.deepEqual(
    [request?.fault, request?.target, request?.durationMs, request?.count, request?.parameters],
    ["process-pause", "hello", 3_000, 1, { a: 1.5 }],
  );
  assert.match(request?.seed ?? "", /^[0-9a-f]{16}$/);
  assert.deepEqual(world.actions.stopped, ["f1"]);
  assert.deepEqual([verdict.verdict, verdict.exitCode, verdict.undone], ["deviated", 5, true]);
  assert.equal(verdict.recoveryMs, 1_250);
  assert.deepEqual(record.facts.faults[0]?.targets, ["hello-1"]);
});

Deno.test("an undo that failed ends with 8, whatever else happened", async () => {
  for (
    const undo of [
      () => ({ undone: false, reason: "still there" }),
      () => Promise.reject(Error("x")),
    ]
  ) {
    const world = new ExperimentWorld();
    world.actions.undo = undo;
    const { verdict } = await world.run(document({ ...HELD, method: [fault("f")] }));
    assert.deepEqual([verdict.exitCode, verdict.undone], [8, false]);
    assert.notEqual(verdict.verdict, "held");
  }
});

Deno.test("an undo that never answers is given up after undo-within", async () => {
  const world = new ExperimentWorld();
  world.actions.undo = () => new Promise(() => {});
  const { verdict } = await world.run(document({
    ...HELD,
    method: [fault("f")],
    netops: { "undo-within": "2s" },
  }));
  assert.deepEqual([verdict.exitCode, verdict.reason.includes("2000 ms")], [8, true]);
});

Deno.test("a rollback that fails ends with 8, and the next one is played all the same", async () => {
  const world = new ExperimentWorld();
  world.program = ({ command }) => ({ code: command[0] === "/bin/bad" ? 1 : 0 });
  const { verdict } = await world.run(document({
    ...HELD,
    method: [action("m")],
    rollbacks: [action("r", "bad"), action("s", "fine")],
  }));
  assert.equal(verdict.exitCode, 8);
  assert.deepEqual(world.programs.map(({ command }) => command[0]), [
    "/bin/true",
    "/bin/bad",
    "/bin/fine",
  ]);
});

Deno.test("an action that fails ends the method with 1, and rollbacks are played", async () => {
  const failing = [
    action("missing", "missing"),
    action("code", "bad"),
    { type: "action", name: "x", provider: { type: "http", url: "http://a.test/500" } },
    { type: "action", name: "x", provider: { type: "http", url: "nonsense" } },
    action("pause", "true", { pauses: { before: -1 } }),
    action("pause", "true", { pauses: { after: -1 } }),
  ];
  for (const bad of failing) {
    const world = new ExperimentWorld();
    world.program = ({ command }) => ({ code: command[0] === "/bin/bad" ? 3 : 0 });
    world.answer = ({ url }) => new Response("", { status: url.endsWith("500") ? 500 : 200 });
    const { verdict } = await world.run(document({
      ...HELD,
      method: [bad, action("next", "next")],
      rollbacks: [action("r", "undo")],
    }));
    assert.deepEqual([verdict.verdict, verdict.exitCode], ["failed", 1], JSON.stringify(bad));
    const programs = world.programs.map(({ command }) => command[0]);
    assert.ok(!programs.includes("/bin/next"), "the method went on");
    assert.ok(programs.includes("/bin/undo"), "no rollback");
  }
});

Deno.test("a probe of the hypothesis that errors is failed, not deviated", async () => {
  const world = new ExperimentWorld();
  world.answer = () => Promise.reject(new Error("gone"));
  const { verdict } = await world.run(document(HELD));
  assert.deepEqual([verdict.verdict, verdict.exitCode, verdict.deviated], ["failed", 1, false]);
});

Deno.test("a refusal ends the method with 6, and what was injected before is undone", async () => {
  const world = new ExperimentWorld();
  world.program = () => {
    world.actions.refusal = new NetopsError("REFUSED", "The last healthy instance stays");
    return {};
  };
  const { verdict } = await world.run(document({
    ...HELD,
    method: [fault("one"), action("m"), fault("two"), action("never", "never")],
  }));
  assert.deepEqual([verdict.verdict, verdict.exitCode], ["refused", 6]);
  assert.deepEqual(world.actions.stopped, ["f1"]);
  assert.equal(world.programs.length, 1);
});

Deno.test("signals end with 130 and 143, a halt with 7; faults are undone and rollbacks played", async () => {
  const reasons = [
    [new InterruptSignal("SIGINT"), 130],
    [new InterruptSignal("SIGTERM"), 143],
    [new Halt("operator", "netops chaos stop"), 7],
  ] as const;
  for (const [reason, exitCode] of reasons) {
    const world = new ExperimentWorld();
    const controller = new AbortController();
    world.program = ({ command, signal }) => {
      if (command[0] !== "/bin/long") return {};
      controller.abort(reason);
      signal?.throwIfAborted();
      return {};
    };
    const { verdict } = await world.run(
      document({
        ...HELD,
        method: [fault("f"), action("m", "long"), action("never", "never")],
        rollbacks: [action("r", "undo")],
      }),
      { signal: controller.signal },
    );
    assert.deepEqual([verdict.verdict, verdict.exitCode], ["interrupted", exitCode]);
    assert.deepEqual(world.actions.stopped, ["f1"]);
    assert.deepEqual(world.programs.map(({ command }) => command[0]), ["/bin/long", "/bin/undo"]);
    assert.equal(world.endedAll, 1, "children were not ended");
  }
});

Deno.test("the time box ends the method, and is exit 7", async () => {
  const world = new ExperimentWorld();
  const { verdict } = await world.run(document({
    ...HELD,
    netops: { "time-box": "2s" },
    method: [action("m", "true", { pauses: { before: 60 } })],
  }));
  assert.deepEqual([verdict.exitCode, verdict.reason.includes("time box")], [7, true]);
  assert.equal(world.programs.length, 0);
});

Deno.test("a steady state that is left during the method is deviated though it comes back", async () => {
  const world = new ExperimentWorld();
  let asked = 0;
  world.answer = () => new Response("", { status: ++asked === 4 ? 500 : 200 });
  const { verdict } = await world.run(
    document({ ...HELD, method: [action("m", "true", { pauses: { after: 5 } })] }),
    { hypothesisStrategy: "continuously", hypothesisFrequencyS: 0.5 },
  );
  assert.deepEqual([verdict.verdict, verdict.exitCode], ["deviated", 5]);
  assert.ok(asked > 8, `only ${asked} checks`);
});

Deno.test("with halt-on-deviation the method ends at the first check that is not met", async () => {
  for (const isFlag of [true, false]) {
    const world = new ExperimentWorld();
    world.answer = () => {
      const isLate = world.clock.monotonicMs() > 1_000;
      return new Response("", { status: isLate ? 500 : 200 });
    };
    const { verdict } = await world.run(
      document({
        ...HELD,
        netops: {
          recovery: { within: "1s" },
          ...(isFlag ? {} : { "halt-on-deviation": true }),
        },
        method: [action("m", "true", { pauses: { before: 60 } }), action("never", "never")],
      }),
      {
        hypothesisStrategy: "continuously",
        hypothesisFrequencyS: 0.5,
        ...(isFlag ? { failFast: true } : {}),
      },
    );
    assert.deepEqual([verdict.verdict, verdict.exitCode], ["deviated", 5]);
    assert.equal(world.programs.length, 0);
    assert.ok(world.clock.monotonicMs() < 5_000, "the method was not halted");
  }
});

Deno.test("what nobody checked is inconclusive", async () => {
  const cases = [
    [document({ method: [action("m")] }), {}],
    [document({ ...HELD, method: [action("m")] }), { hypothesisStrategy: "before-method-only" }],
    [document({ ...HELD, method: [action("m")] }), { hypothesisStrategy: "skip" }],
    [document({ ...HELD, method: [action("m")] }), { dry: "actions" }],
    [document({ ...HELD, method: [action("m")] }), { dry: "activities" }],
    [document({ ...HELD, method: [action("m")] }), { dry: "probes" }],
    [document({ ...HELD, method: [action("m")], rollbacks: [action("r")] }), {
      rollbackStrategy: "never",
    }],
  ] as const;
  for (const [given, options] of cases) {
    const { verdict } = await new ExperimentWorld().run(given, options);
    assert.deepEqual(
      [verdict.verdict, verdict.exitCode],
      ["inconclusive", 9],
      JSON.stringify(options),
    );
  }
});

Deno.test("a dry run of actions injects nothing", async () => {
  const world = new ExperimentWorld();
  await world.run(document({ ...HELD, method: [fault("f")] }), { dry: "actions" });
  assert.deepEqual(world.actions.injected, []);
});

Deno.test("rollbacks that take too long are cut, which is an undo that failed", async () => {
  const world = new ExperimentWorld();
  world.program = ({ command, signal }) =>
    command[0] !== "/bin/forever"
      ? {}
      : new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const { verdict } = await world.run(document({
    ...HELD,
    netops: { "undo-within": "3s" },
    method: [action("m")],
    rollbacks: [action("r", "forever")],
  }));
  assert.equal(verdict.exitCode, 8);
});

Deno.test("a fault whose end brings no recovery is deviated though every check held", async () => {
  const world = new ExperimentWorld();
  let isUndone = false;
  world.actions.undo = () => {
    isUndone = true;
    return { undone: true };
  };
  world.answer = () => new Response("", { status: isUndone ? 500 : 200 });
  const { verdict } = await world.run(document({
    ...HELD,
    netops: { recovery: { within: "2s", every: "100ms" } },
    method: [fault("f")],
  }));
  assert.deepEqual([verdict.verdict, verdict.exitCode, verdict.recoveryMs], [
    "deviated",
    5,
    undefined,
  ]);
});

Deno.test("an invalid experiment, or one without its settings, never runs anything", async () => {
  const bad = [
    document({ ...HELD, method: [{ type: "acton" }] }),
    document({ ...HELD, method: [fault("f"), action("x", "true", { pauses: { before: "1" } })] }),
    document({ ...HELD, configuration: { a: { type: "env", key: "NOPE" } }, method: [fault("f")] }),
    document({ ...HELD, controls: [{ name: "c", provider: { type: "python", module: "m" } }] }),
  ];
  for (const given of bad) {
    const world = new ExperimentWorld();
    await assert.rejects(world.run(given), { code: "CONFIG_INVALID" });
    assert.deepEqual([world.actions.injected, world.programs, world.requests], [[], [], []]);
  }
});

Deno.test("the time line tells phases, activities, checks, faults and the end", async () => {
  const world = new ExperimentWorld();
  await world.run(document({ ...HELD, method: [fault("f")], rollbacks: [action("r")] }));
  const kinds = new Set(world.events.map(({ kind }) => kind));
  const expected = ["started", "phase", "activity-started", "activity-ended", "check"];
  for (const kind of [...expected, "fault-injected", "fault-ended", "recovered", "ended"]) {
    assert.ok(kinds.has(kind as never), kind);
  }
});

Deno.test("a run that is ended while a fault is being injected undoes it all the same", async () => {
  const world = new ExperimentWorld();
  const controller = new AbortController();
  const inject = world.actions.inject.bind(world.actions);
  world.actions.inject = async (request) => {
    controller.abort(new InterruptSignal("SIGTERM"));
    await world.timer.sleep(500);
    return await inject(request);
  };
  const given = document({ ...HELD, method: [fault("f")] });
  const { verdict } = await world.run(given, { signal: controller.signal });
  assert.deepEqual([verdict.exitCode, world.actions.stopped], [143, ["f1"]]);
});

Deno.test("an injection that never answers is an undo that failed", async () => {
  const world = new ExperimentWorld();
  const controller = new AbortController();
  world.actions.inject = () => {
    controller.abort(new InterruptSignal("SIGINT"));
    return new Promise(() => {});
  };
  const given = document({ ...HELD, method: [fault("f")], netops: { "undo-within": "2s" } });
  const { verdict } = await world.run(given, { signal: controller.signal });
  assert.deepEqual([verdict.exitCode, verdict.undone], [8, false]);
});

Deno.test("a recovery that a check beside the method saw is told from that check", async () => {
  const world = new ExperimentWorld();
  const startedAtMs = world.timer.clock.nowMs();
  world.actions.undo = () => ({ undone: true, endedAtMs: startedAtMs + 100 });
  const { verdict } = await world.run(document({
    ...HELD,
    method: [fault("f"), action("m", "true", { pauses: { after: 5 } })],
    runtime: { hypothesis: { strategy: "continuously", frequency: 0.5 } },
  }));
  assert.equal(verdict.verdict, "held");
  const { recoveryMs = 0 } = verdict;
  assert.ok(recoveryMs >= 400 && recoveryMs < 500, `${recoveryMs}: the next check, not the last`);
});
