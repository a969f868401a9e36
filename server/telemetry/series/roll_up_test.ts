import assert from "node:assert/strict";
import fc from "fast-check";
import { isStale, writeStale } from "../model/samples.ts";
import { isCounterName, rollUp } from "./roll_up.ts";
import { SampleBuffer } from "./sample_buffer.ts";

const STALE = Symbol("stale");

type Sample = readonly [timeMs: number, value: number | typeof STALE];

function buffer(samples: readonly Sample[]): SampleBuffer {
  const made = new SampleBuffer(samples.length);
  samples.forEach(([timeMs, value], at) => {
    made.timestampsMs[at] = timeMs;
    if (typeof value === "number") made.values[at] = value;
    else writeStale(made.values, at);
  });
  made.length = samples.length;
  return made;
}

function thinned(samples: readonly Sample[], isCounter = false): Sample[] {
  const into = new SampleBuffer(0);
  rollUp(buffer(samples), { stepMs: 10_000, isCounter }, into);
  return Array.from({ length: into.length }, (_, at) => {
    const value = isStale(into.values, at) ? STALE : into.values[at] ?? 0;
    return [into.timestampsMs[at] ?? 0, value];
  });
}

/** The increase as Prometheus counts it, without extrapolation. */
function increase(samples: readonly Sample[]): number {
  const values = samples.map(([, value]) => value).filter((value) => typeof value === "number");
  return values.reduce((sum, value, at) => {
    const before = values[at - 1] ?? value;
    return sum + (value < before ? value : value - before);
  }, 0);
}

const counter = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 4_000 }),
    fc.oneof(
      { weight: 8, arbitrary: fc.nat(50) },
      { weight: 1, arbitrary: fc.constant("reset" as const) },
      { weight: 1, arbitrary: fc.constant("end" as const) },
    ),
  ),
  { minLength: 1, maxLength: 100 },
).map((steps) => {
  const samples: Sample[] = [];
  let [timeMs, value] = [0, 1_000];
  for (const [stepMs, change] of steps) {
    timeMs += stepMs;
    if (change === "end") samples.push([timeMs, STALE]);
    else samples.push([timeMs, value = change === "reset" ? 3 : value + change]);
  }
  return samples;
});

Deno.test("the increase of a counter between any samples that stay is that of all samples", () => {
  fc.assert(fc.property(counter, (samples) => {
    const kept = thinned(samples, true);
    const firstNumber = samples.findIndex(([, value]) => typeof value === "number");
    const keptTimes = new Set(kept.map(([timeMs]) => timeMs));
    if (firstNumber >= 0) assert.ok(keptTimes.has(samples[firstNumber]?.[0] ?? 0));
    for (let end = 1; end <= kept.length; end++) {
      const lastMs = kept[end - 1]?.[0] ?? 0;
      const all = samples.filter(([timeMs]) => timeMs <= lastMs);
      assert.equal(increase(kept.slice(0, end)), increase(all));
    }
  }));
});

Deno.test("each window keeps its last sample, and nothing that stays was changed", () => {
  fc.assert(fc.property(counter, fc.boolean(), (samples, isCounter) => {
    const kept = thinned(samples, isCounter);
    const all = new Map(samples);
    for (const [timeMs, value] of kept) assert.equal(all.get(timeMs), value);
    const lastOf = Map.groupBy(samples, ([timeMs]) => Math.ceil(timeMs / 10_000));
    const times = new Set(kept.map(([timeMs]) => timeMs));
    for (const group of lastOf.values()) assert.ok(times.has(group.at(-1)?.[0] ?? -1));
  }));
});

Deno.test("a gauge keeps one sample in ten seconds, that at the full ten included", () => {
  const samples = Array.from({ length: 31 }, (_, at): Sample => [at * 1_000, at % 7]);
  assert.deepEqual(thinned(samples).map(([timeMs]) => timeMs), [0, 10_000, 20_000, 30_000]);
});

Deno.test("a series ends when it ended, with the value it had", () => {
  const samples: Sample[] = [[1_000, 5], [2_000, 6], [3_000, STALE], [4_000, STALE], [5_000, 7]];
  assert.deepEqual(thinned(samples), [[2_000, 6], [3_000, STALE], [5_000, 7]]);
});

Deno.test("isCounterName() knows the names of counters and histograms", () => {
  for (const name of ["x_total", "x_seconds_count", "x_seconds_sum", "x_seconds_bucket"]) {
    assert.ok(isCounterName(name), name);
  }
  for (const name of ["x", "x_total_bytes", "total", "account"]) assert.ok(!isCounterName(name));
});
