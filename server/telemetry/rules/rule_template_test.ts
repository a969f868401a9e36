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
    const text of [
      "{{ $value | humanizeDuration }}",
      "{{ .Labels.app }}",
      "{{ $labels }}",
      "{ $value }",
    ]
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

Deno.test("values are made short as Prometheus makes them", () => {
  const say = (how: string, value: number) =>
    fillTemplate(`{{ $value | ${how} }}`, { ...FACTS, value });
  const numbers = [4.7731260784120115, 1_234_567, 0.0123456, 0, -1_500, NaN, Infinity, 999.96];
  assert.deepEqual(numbers.map((value) => say("humanize", value)), [
    ...["4.773", "1.235M", "12.35m", "0", "-1.5k", "NaN", "+Inf", "1000"],
  ]);
  const shares = [0.7512345, 1, 0, 0.00000123, 123.456];
  assert.deepEqual(shares.map((value) => say("humanizePercentage", value)), [
    ...["75.12%", "100%", "0%", "0.000123%", "1.235e+04%"],
  ]);
});
