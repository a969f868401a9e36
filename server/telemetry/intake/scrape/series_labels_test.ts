import assert from "node:assert/strict";
import { seriesLabels } from "./series_labels.ts";

const labels = { app: "hello", zone: "z" };

Deno.test("a label of the line steps aside for the target's, as far as it takes", () => {
  const head = { name: "m", labels: [["app", "x"], ["exported_app", "y"], ["le", "5"]] as const };
  assert.deepEqual(seriesLabels(head, { labels }, { floatLabel: "le" }).toJSON(), {
    ...{ __name__: "m", app: "hello", exported_app: "y", exported_exported_app: "x" },
    ...{ le: "5.0", zone: "z" },
  });
});

Deno.test("with honorLabels the target's label steps aside, unless the line's is empty", () => {
  const head = { name: "m", labels: [["app", "x"], ["zone", ""]] as const };
  assert.deepEqual(seriesLabels(head, { labels, honorLabels: true }).toJSON(), {
    ...{ __name__: "m", app: "x", zone: "z" },
  });
});

Deno.test("a label named __name__ in a line does not rename its metric", () => {
  const head = { name: "m", labels: [["__name__", "other"], ["__proto__", "p"]] as const };
  assert.deepEqual([...seriesLabels(head, { labels: {} }).entries()], [
    ["__name__", "m"],
    ["__proto__", "p"],
  ]);
});
