import assert from "node:assert/strict";
import { LabelSet } from "../model/label_set.ts";
import { fillTemplate, scientific } from "./rule_template.ts";

const FACTS = { labels: LabelSet.of({ app: "shop", odd: "{{ $value }}" }), value: 0.25 };

Deno.test("labels and the value are filled in, once, and a label that is not there is nothing", () => {
  assert.equal(fillTemplate("{{ $labels.app }}={{$value}}", FACTS), "shop=0.25");
  assert.equal(fillTemplate("{{ $labels.odd }}/{{ $labels.none }}", FACTS), "{{ $value }}/");
});

Deno.test("nothing more of Go's templates is known: it stays as it is written", () => {
  for (
    const text of ["{{ $value | humanize }}", "{{ .Labels.app }}", "{{ $labels }}", "{ $value }"]
  ) {
    assert.equal(fillTemplate(text, FACTS), text);
  }
});

Deno.test("values are written as Go writes them", () => {
  const texts = [1, 1e20, 1e21, 0.0001, 0.00001, Infinity, NaN, 0]
    .map((value) => fillTemplate("{{ $value }}", { ...FACTS, value }));
  const plain = ["1", "100000000000000000000", "1e+21", "0.0001", "1e-05", "+Inf", "NaN", "0"];
  assert.deepEqual(texts, plain);
  assert.deepEqual([1, 0, 1.5e-10, -Infinity].map(scientific), [
    "1e+00",
    "0e+00",
    "1.5e-10",
    "-Inf",
  ]);
});
