import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { ExemplarBook } from "./exemplar_book.ts";
import { FamilyBook } from "./family_book.ts";
import { LabelSet } from "./model/label_set.ts";
import { openSeriesStore } from "./series/mod.ts";
import { SeriesSink } from "./series_sink.ts";

const BUCKET = LabelSet.of({ __name__: "d_seconds_bucket", le: "1", app: "x" });
const ALL = { fromMs: -Infinity, toMs: Infinity };

function createSink() {
  const clock = new FakeClock();
  const compileRegex = () => () => true;
  const store = openSeriesStore({ clock, compileRegex, limits: { mostSeries: 5 } });
  const exemplars = new ExemplarBook();
  const families = new FamilyBook();
  return {
    clock,
    store,
    exemplars,
    families,
    sink: new SeriesSink({ store, exemplars, families }),
  };
}

Deno.test("samples go into the store, and a series beyond its bounds is refused", () => {
  const { clock, store, sink } = createSink();
  const nowMs = Math.floor(clock.nowMs());
  const ref = sink.refOf(BUCKET, "t");
  assert.ok(ref !== undefined);
  assert.equal(sink.append(ref, nowMs, 3), true);
  const [series] = store.select([{ name: "app", type: "=", value: "x" }], {
    fromMs: nowMs - 1,
    toMs: nowMs,
  });
  assert.deepEqual([series?.labels.get("le"), series?.samples.values[0]], ["1", 3]);
  for (const le of ["2", "3"]) sink.refOf(BUCKET.with({ le }), "t");
  assert.equal(sink.refOf(BUCKET.with({ le: "4" }), "t"), undefined);
  assert.equal(sink.append(987_654, nowMs, 1), false);
});

Deno.test("guests leave places for the platform, and it leaves some for what says so", () => {
  const { store, sink } = createSink();
  const asked = (name: string, rank?: "platform" | "vital") =>
    typeof sink.refOf(LabelSet.of({ __name__: name }), "t", { rank });
  for (const name of ["a", "b", "c"]) assert.equal(asked(name), "number");
  assert.equal(asked("d"), "undefined");
  assert.deepEqual(store.stats().fullFor, ["guest"]);
  assert.equal(asked("d", "platform"), "number");
  assert.equal(asked("e", "platform"), "undefined");
  assert.equal(asked("up", "vital"), "number");
  assert.deepEqual(store.stats().fullFor, ["guest", "platform", "vital"]);
  assert.deepEqual(store.stats().lastRefusals.map(({ reason, owner }) => [reason, owner]), [
    ["too_many_series", "t"],
  ]);
});

Deno.test("an example is kept once, found by its series, and old ones go", () => {
  const { exemplars, sink } = createSink();
  const ref = sink.refOf(BUCKET, "t");
  assert.ok(ref !== undefined);
  for (let n = 0; n < 25; n++) {
    const exemplar = { traceId: `t${n}`, value: n, tsMs: n };
    sink.exemplar(ref, exemplar);
    sink.exemplar(ref, exemplar);
  }
  const of = (value: string) => exemplars.find([[{ name: "app", type: "=~", value }]], ALL);
  const [found] = of("x|y");
  assert.equal(found?.exemplars.length, 20);
  assert.deepEqual(found?.exemplars.at(-1), {
    labels: { trace_id: "t24" },
    value: "24",
    timestamp: 0.024,
  });
  assert.deepEqual(of("y"), []);
  assert.deepEqual(exemplars.find([[]], { fromMs: 100, toMs: 200 }), []);
});

Deno.test("what a family says about itself is shown, the last word first", () => {
  const { families, sink } = createSink();
  const facts = { type: "counter", help: "Calls", unit: "" };
  sink.describe("calls", { ...facts, help: "old" });
  sink.describe("calls", facts);
  sink.describe("other", facts);
  assert.deepEqual(families.view("calls"), { calls: [facts] });
  assert.deepEqual(Object.keys(families.view("")), ["calls", "other"]);
  assert.deepEqual(families.view("nope"), {});
});
