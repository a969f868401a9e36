import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../model/label_set.ts";
import type { LabelMatcher } from "../model/matcher.ts";
import { type BitSample, bitSamples, SeriesRig, START_MS } from "./series_store_rig.ts";

const HOUR_MS = 3_600_000;
const ALL = { fromMs: -Infinity, toMs: Infinity };

type Action =
  | { readonly kind: "append"; series: number; stepMs: number; value: number; times: number }
  | { readonly kind: "stale"; series: number }
  | { readonly kind: "commit"; stepMs: number }
  | { readonly kind: "select"; series: number; fromMs: number; spanMs: number }
  | { readonly kind: "close" | "reopen" };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      series: fc.nat(3),
      stepMs: fc.constantFrom(1, 1_000, 1_003, 15_000),
      value: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double()),
      times: fc.constantFrom(1, 1, 2, 40, 200),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stale" as const), series: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("commit" as const),
      stepMs: fc.constantFrom(0, 1_000, 30_000, 200_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("select" as const),
      series: fc.nat(3),
      fromMs: fc.integer({ min: -1_000, max: 600_000 }),
      spanMs: fc.constantFrom(0, 1, 1_000, 60_000, 10_000_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("close" as const, "reopen" as const) }),
  },
);

/** Arrays of samples, as simple as can be. */
class NaiveStore {
  readonly samples = new Map<number, BitSample[]>();

  append(series: number, sample: BitSample): void {
    const samples = this.samples.get(series) ?? [];
    const last = samples.at(-1)?.[0] ?? -Infinity;
    if (sample[0] > last) this.samples.set(series, [...samples, sample]);
  }

  select(series: number, fromMs: number, toMs: number): BitSample[] {
    return (this.samples.get(series) ?? []).filter(([timeMs]) =>
      timeMs >= fromMs && timeMs <= toMs
    );
  }
}

function bitsOf(value: number): readonly [number, number] {
  const [low = 0, high = 0] = new Uint32Array(new Float64Array([value]).buffer);
  return value !== value ? [0, 0x7ff80000] : [low, high];
}

Deno.test("select gives what was appended, whatever was sealed, cached, written and read again", () => {
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(0, 4_096, 1 << 20),
      (actions, cacheBytes) => {
        const limits = { fineMs: Infinity, aheadMs: Infinity, cacheBytes };
        let rig = new SeriesRig(limits);
        const naive = new NaiveStore();
        let timeMs = START_MS;
        for (const step of actions) {
          if (step.kind === "append") {
            for (let time = 0; time < step.times; time++) {
              timeMs += step.stepMs;
              rig.append(`s${step.series}`, timeMs, step.value + time);
              naive.append(step.series, [timeMs, ...bitsOf(step.value + time)]);
            }
          } else if (step.kind === "stale") {
            rig.store.appendStale(rig.ref(`s${step.series}`), ++timeMs);
            naive.append(step.series, [timeMs, 2, 0x7ff00000]);
          } else if (step.kind === "select") {
            const [fromMs, toMs] = [START_MS + step.fromMs, START_MS + step.fromMs + step.spanMs];
            const found = rig.samples(`s${step.series}`, { fromMs, toMs });
            assert.deepEqual(found, naive.select(step.series, fromMs, toMs));
          } else if (step.kind === "close") rig.store.close();
          else {
            if (step.kind === "commit") rig.clock.advance(step.stepMs);
            rig.store.commit();
            if (step.kind === "reopen") rig = rig.reopened();
          }
        }
        for (let series = 0; series < 4; series++) {
          assert.deepEqual(rig.samples(`s${series}`), naive.select(series, -Infinity, Infinity));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("views that were given stay as they were while the series grows", () => {
  const rig = new SeriesRig();
  for (let at = 0; at < 50; at++) rig.step({ x: at });
  const [before] = [...rig.store.select([{ name: "__name__", type: "=", value: "x" }], ALL)];
  assert.ok(before !== undefined);
  const copy = bitSamples(before.samples);
  for (let at = 50; at < 500; at++) {
    rig.step({ x: at });
    if (at % 7 === 0) assert.equal(rig.values("x").length, at + 1);
  }
  assert.deepEqual(bitSamples(before.samples), copy);
});

Deno.test("a select that was made before a series was removed passes over it", () => {
  const rig = new SeriesRig({ retentionMs: HOUR_MS });
  rig.step({ x: 1, y: 1 });
  const selected = rig.store.select([], ALL)[Symbol.iterator]();
  const first = selected.next();
  assert.equal(first.done ? undefined : first.value.labels.get("__name__"), "x");
  for (let at = 0; at < 5; at++) rig.step({ z: at }, HOUR_MS);
  assert.equal(rig.ref("new"), rig.ref("new"));
  assert.equal(selected.next().done, true);
});

Deno.test("matchers choose series, and only those with samples in the range", () => {
  const rig = new SeriesRig();
  rig.step({ a: 1, b: 2 });
  rig.step({ b: 3, c: 4 });
  const names = (matchers: LabelMatcher[], fromMs = -Infinity, toMs = Infinity) =>
    [...rig.store.select(matchers, { fromMs, toMs })].map(({ labels }) => labels.get("__name__"));
  assert.deepEqual(names([]), ["a", "b", "c"]);
  assert.deepEqual(names([{ name: "__name__", type: "=~", value: "a|c" }]), ["a", "c"]);
  assert.deepEqual(names([{ name: "__name__", type: "!~", value: "[ab]" }]), ["c"]);
  assert.deepEqual(names([], START_MS + 2_000), ["b", "c"]);
  assert.deepEqual(names([], -Infinity, START_MS + 1_999), ["a", "b"]);
  assert.deepEqual(names([], NaN, NaN), []);
  assert.throws(() => rig.store.select([{ name: "x", type: "=~", value: "(" }], ALL));
});

Deno.test("labels, values and series are listed by range and selector, up to a limit", () => {
  const rig = new SeriesRig();
  const append = (labels: Record<string, string>, timestampMs: number) => {
    const ref = rig.store.refOf(LabelSet.of(labels));
    if (typeof ref === "number") rig.store.append(ref, timestampMs, 1);
  };
  append({ __name__: "up", job: "b", zone: "z1" }, START_MS);
  append({ __name__: "up", job: "a" }, START_MS + 10_000);
  append({ __name__: "down", job: "c" }, START_MS + 20_000);
  const { store } = rig;
  const up = [{ name: "__name__", type: "=", value: "up" }] as const;
  const down = [{ name: "__name__", type: "=", value: "down" }] as const;
  const late = { fromMs: START_MS + 5_000, toMs: START_MS + 30_000 };
  assert.deepEqual(store.labelNames(), { items: ["__name__", "job", "zone"], isCut: false });
  assert.deepEqual(store.labelNames({ range: late }).items, ["__name__", "job"]);
  assert.deepEqual(store.labelNames({ selectors: [down] }).items, ["__name__", "job"]);
  assert.deepEqual(store.labelNames({ limit: 1 }), { items: ["__name__"], isCut: true });
  assert.deepEqual(store.labelValues("job").items, ["a", "b", "c"]);
  assert.deepEqual(store.labelValues("job", { range: late }).items, ["a", "c"]);
  assert.deepEqual(store.labelValues("job", { selectors: [up], range: late }).items, ["a"]);
  assert.deepEqual(store.labelValues("zone", { selectors: [up] }).items, ["z1"]);
  assert.deepEqual(store.labelValues("job", { limit: 2 }), { items: ["a", "b"], isCut: true });
  assert.deepEqual(store.labelValues("none").items, []);
  const jobs = (query: Parameters<typeof store.series>[0]) =>
    store.series(query).items.map((labels) => labels.get("job"));
  assert.deepEqual(jobs({}), ["b", "a", "c"]);
  assert.deepEqual(jobs({ selectors: [up, down, up] }), ["b", "a", "c"]);
  assert.deepEqual(jobs({ selectors: [up], range: late }), ["a"]);
  assert.deepEqual(store.series({ limit: 2 }).isCut, true);
});

Deno.test("a series is forgotten with its last sample, and its ref with it", () => {
  const rig = new SeriesRig({ retentionMs: HOUR_MS, mostSeries: 2 });
  const x = rig.ref("x");
  rig.step({ x: 1 });
  rig.step({ y: 1 });
  assert.equal(rig.store.refOf(LabelSet.of({ __name__: "z" })), "too_many_series");
  for (let at = 0; at < 5; at++) rig.step({ y: at }, HOUR_MS / 2);
  assert.equal(rig.store.append(x, rig.clock.nowMs(), 5), "unknown_series");
  assert.deepEqual(rig.store.labelValues("__name__").items, ["y"]);
  assert.equal(rig.append("z", rig.clock.nowMs(), 1), "ok");
  assert.equal(rig.store.stats().refusedSeries.too_many_series, 1);
});

Deno.test("a ref without a sample holds for a whole cycle, and is given back then", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  const x = rig.ref("x");
  rig.step({ y: 1 }, 10_000);
  assert.equal(rig.store.stats().series, 2);
  rig.step({ y: 1 }, 10_000);
  assert.equal(rig.store.stats().series, 1);
  assert.equal(rig.store.append(x, rig.clock.nowMs(), 1), "unknown_series");
});

Deno.test("an owner brings so many series, and another one when it says so", () => {
  const rig = new SeriesRig({ mostSeriesOfOwner: 2 });
  const bring = (name: string, mostSeries?: number) =>
    typeof rig.store.refOf(LabelSet.of({ __name__: name }), { owner: "target", mostSeries });
  assert.deepEqual(["a", "b", "c", "a"].map((name) => bring(name)), [
    "number",
    "number",
    "string",
    "number",
  ]);
  assert.equal(bring("c", 3), "number");
  assert.deepEqual(rig.store.stats().refusedSeries, { too_many_series_of_owner: 1 });
});
