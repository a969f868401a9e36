import assert from "node:assert/strict";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import { endVanished } from "./end_vanished.ts";
import type { Target } from "./intake/mod.ts";
import { LabelSet } from "./model/label_set.ts";
import { isStale } from "./model/samples.ts";
import { openSeriesStore } from "./series/mod.ts";

const targetOf = (instance: string): Target => ({
  ...{ id: instance, url: "http://127.0.0.1:9/metrics" },
  labels: { app: "telemetry", job: "telemetry", instance },
});

function world(agoMs = 5_000) {
  const clock = new FakeClock(1_700_000_000_000);
  const timer = new FakeTimer(clock);
  const store = openSeriesStore({ clock, compileRegex: () => () => true });
  const write = (labels: Record<string, string>) => {
    const ref = store.refOf(LabelSet.of(labels));
    assert.ok(typeof ref === "number");
    store.append(ref, clock.nowMs() - agoMs, 1);
    return ref;
  };
  for (const instance of ["old", "new"]) {
    for (const __name__ of ["up", "a"]) write({ ...targetOf(instance).labels, __name__ });
  }
  write({ __name__: "pushed", job: "k6" });
  const source = { now: [] as Target[], list: () => source.now };
  const ended = () =>
    [...store.select([{ name: "job", type: "!=", value: "" }], {
      fromMs: 0,
      toMs: clock.nowMs(),
    })].filter(({ samples: { values, length } }) => isStale(values, length - 1))
      .map(({ labels }) => `${labels.get("__name__")} ${labels.get("instance")}`);
  const run = () => endVanished({ store, targets: source, clock, timer });
  return { clock, timer, store, source, ended, run };
}

Deno.test("the series of a target that died with the last telemetry end, and no others", async () => {
  const { timer, source, ended, run } = world();
  run();
  source.now = [targetOf("new")];
  await timer.advance(9_999);
  assert.deepEqual(ended(), []);
  await timer.advance(1);
  assert.deepEqual(ended(), ["up old", "a old"]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("while no target is known nothing ends", async () => {
  const { timer, source, ended, run } = world();
  const cancel = run();
  await timer.advance(60_000);
  assert.deepEqual(ended(), []);
  source.now = [targetOf("new")];
  await timer.advance(10_000);
  assert.deepEqual(ended(), ["up old", "a old"]);
  cancel();
});

Deno.test("what no query sees any more is left alone, and nothing waits", () => {
  const { timer, run } = world(300_001);
  run();
  assert.equal(timer.pendingCount, 0);
});
