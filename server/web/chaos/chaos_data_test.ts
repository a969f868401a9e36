import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeClock } from "@netops/core/testing";
import { ChaosData } from "./chaos_data.ts";
import type { GuardianCall } from "./guardian_wire.ts";

function createData(answers: Readonly<Record<string, unknown>>, telemetry?: unknown) {
  const asked: [string, unknown][] = [];
  const data = new ChaosData({
    clock: new FakeClock(),
    guardian: {
      ask: <T>({ path }: GuardianCall) => {
        const answer = answers[path];
        return answer === undefined
          ? Promise.reject(new NetopsError("NO_INSTANCE", "No guardian is up"))
          : Promise.resolve(answer as T);
      },
    },
    telemetry: {
      read: (path, values) => {
        asked.push([path, values]);
        return telemetry === undefined
          ? Promise.reject(new NetopsError("UNREACHABLE", "away"))
          : Promise.resolve(telemetry);
      },
    },
  });
  return { data, asked };
}

Deno.test("the newest 50 faults that are over are listed, and how many there were", async () => {
  const over = Array.from({ length: 60 }, (_, index) => ({ id: `f-${index}`, endedAtMs: index }));
  const { data } = createData({
    "/v1/chaos/faults": { faults: [...over, { id: "f-live" }] },
    "/v1/chaos/experiments": { gallery: [], runs: Array.from({ length: 120 }, () => ({})) },
  });
  const answer = await data.load("chaos", "");
  assert.ok(answer.ok);
  const { over: shown, overTotal, runs, runsTotal } = answer.value;
  assert.deepEqual([shown.length, shown[0]?.id, overTotal], [50, "f-59", 60]);
  assert.deepEqual([runs.length, runsTotal], [100, 120]);
});

Deno.test("a run comes with what the platform went through from a little before to a little after", async () => {
  const run = { id: "x-1", startedAtMs: 10_000, endedAtMs: 20_000 };
  const events = [{ seq: 1 }];
  const answers = { "/v1/chaos/experiments/x-1": run };
  const { data, asked } = createData(answers, { events });
  const answer = await data.load("run", "?run=x-1");
  assert.ok(answer.ok);
  assert.deepEqual(answer.value, { run, events });
  assert.deepEqual(asked, [["/v1/timeline", { sinceMs: 8_000, untilMs: 22_000, limit: 500 }]]);
});

Deno.test("a run is shown without telemetry too, and a guardian that is away is said to be", async () => {
  const run = { id: "x-1", startedAtMs: 10_000 };
  const { data } = createData({ "/v1/chaos/experiments/x-1": run });
  const answer = await data.load("run", "?run=x-1");
  assert.ok(answer.ok);
  assert.deepEqual(answer.value, { run, events: [], missing: "away" });
  const none = await data.load("kinds", "");
  assert.ok(!none.ok);
  assert.deepEqual([none.why, none.error], ["down", "No guardian is up"]);
});
