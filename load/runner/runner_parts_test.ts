import assert from "node:assert/strict";
import type { JobView } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import type { LoadFacts } from "../report/load_facts.ts";
import { CrossedThresholds } from "./crossed_thresholds.ts";
import { endedEarly } from "./ended_early.ts";
import { LoadCount } from "./load_count.ts";
import { goingLoads, loadJobName } from "./load_jobs.ts";
import { readLoadMessage } from "./load_messages.ts";
import { orderOf } from "./runner_fixture.ts";

Deno.test("loads that go on are found by the names of their jobs", () => {
  const job = (name: string, pid?: number) => ({ name, pid }) as unknown as JobView;
  const going = goingLoads([
    job(loadJobName("a1"), 1),
    job(loadJobName("b2")),
    job("experiment-c3", 3),
  ]);
  assert.deepEqual([...going.keys()], ["a1"]);
  assert.match(loadJobName("20261128-ab12"), /^[a-z][a-z0-9-]{0,40}$/);
});

Deno.test("what a job says besides messages is no message", () => {
  const end = { type: "end", verdict: "passed", reason: "all", exitCode: 0 };
  assert.deepEqual(readLoadMessage(JSON.stringify(end)), end);
  for (const other of ["", "warning", "{", `{"type":"other"}`]) {
    assert.equal(readLoadMessage(other), undefined);
  }
});

Deno.test("an engine that broke is told with its last words, and what the verdict knows is left to it", () => {
  const early = (engine: "k6" | "builtin", exitCode: number | undefined, words: string[] = []) =>
    endedEarly({ engine }, { exitCode, signal: "SIGKILL" }, words);
  for (const code of [0, 99, 107, 110, 104]) assert.equal(early("k6", code), undefined);
  assert.equal(early("k6", 104, ["no such option"]), "k6 ended with exit code 104: no such option");
  assert.equal(early("k6", undefined), "k6 was ended by SIGKILL");
  assert.equal(early("builtin", 0, ["words"]), undefined);
  assert.equal(
    early("builtin", 1, ["a", "b"]),
    "the built-in engine ended with exit code 1: a | b",
  );
  assert.equal(
    early("builtin", 130, ["a"]),
    "the built-in engine was stopped before the load was over: a",
  );
});

Deno.test("the schedule counts from what the first session says, not from the start of the engine", () => {
  const count = new LoadCount(orderOf(), 1_000);
  count.take({ kind: "error", message: "Error: boom", isException: true });
  count.take({ kind: "error", message: "a word", isException: false });
  const start = { type: "start", startedAtMs: 2_510, atMs: 2_600, outcome: "started" } as const;
  count.take({ kind: "session", line: { ...start, index: 2, scheduledAtMs: 2_500 } });
  // Two a second: the third was due after one.
  assert.equal(count.startedAtMs, 1_500);
  const facts = count.facts(6_000, true);
  assert.deepEqual([facts.begun, facts.scriptErrors, facts.scheduled], [1, 1, 8]);
});

Deno.test("points of a script are counted, and sessions are not asked for", () => {
  const { plan: _, arrivals: __, ...rest } = orderOf();
  const count = new LoadCount({ ...rest, script: "/own.ts" }, 1_000);
  const data = { time: "1970-01-01T00:00:02Z", value: 1, tags: {} };
  for (let at = 0; at < 3; at++) {
    const text = JSON.stringify({ metric: "iterations", type: "Point", data });
    count.take({ kind: "point", text });
  }
  count.take({ kind: "error", message: "Error: boom", isException: true });
  const facts = count.facts(4_000, true);
  assert.deepEqual([facts.unit, facts.begun, facts.scriptErrors], ["iterations", 3, 1]);
});

Deno.test("thresholds are looked at after 5 s, and rarely when that takes long", () => {
  const timer = new FakeTimer();
  const order = orderOf({
    thresholds: [
      { metric: "startup_ms", limit: "p(95)<100" },
      { metric: "startup_ms", limit: "max<1000" },
      { metric: "starts", limit: "count>0" },
      { metric: "recovery_ms", limit: "max<10" },
    ],
  });
  const crossed = new CrossedThresholds(order, timer.clock);
  let looks = 0;
  const look = (tookMs: number) =>
    crossed.look(() => {
      looks++;
      timer.clock.advance(tookMs);
      const find: LoadFacts["find"] = (metric) => {
        if (metric === "starts") return { kind: "counter", count: 3, seconds: 1 };
        return { kind: "trend", values: metric === "startup_ms" ? [500] : [] };
      };
      return { find } as LoadFacts;
    });
  timer.clock.advance(4_999);
  assert.deepEqual(look(0), {});
  timer.clock.advance(1);
  assert.deepEqual(look(500), { startup_ms: true, starts: false, recovery_ms: false });
  timer.clock.advance(9_999);
  look(0);
  assert.equal(looks, 1);
  timer.clock.advance(1);
  look(0);
  assert.equal(looks, 2);
});

Deno.test("while a load runs, a count that is to come to something is not called too low", () => {
  const crossedAt = (limit: string, find: LoadFacts["find"]) => {
    const timer = new FakeTimer();
    const order = orderOf({ thresholds: [{ metric: "starts", limit }] });
    const crossed = new CrossedThresholds(order, timer.clock);
    timer.clock.advance(5_000);
    return crossed.look(() => ({ find }) as LoadFacts)["starts"];
  };
  const counter = () => ({ kind: "counter", count: 10, seconds: 5 }) as const;
  const later = ["count>100", "count>=11", "count==11", "count!=10", "rate>3", "rate>=3"];
  for (const limit of later) assert.equal(crossedAt(limit, counter), false, limit);
  const now = ["count<10", "count<=9", "count==0", "rate<2", "rate<=1"];
  for (const limit of now) assert.equal(crossedAt(limit, counter), true, limit);
  // A share is no count: it is what it is from the first on.
  const ratio = () => ({ kind: "ratio", part: 1, whole: 2 }) as const;
  assert.equal(crossedAt("rate>0.9", ratio), true);
  const trend = () => ({ kind: "trend", values: [1, 2] }) as const;
  assert.equal(crossedAt("count>9", trend), false);
  assert.equal(crossedAt("avg>9", trend), true);
});
