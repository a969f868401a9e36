import assert from "node:assert/strict";
import fc from "fast-check";
import { findCycles } from "./cycles.ts";

function graphOf(edges: Record<string, string[]>): Map<string, string[]> {
  return new Map(Object.entries(edges));
}

Deno.test("findCycles() finds nothing where imports only go down", () => {
  assert.deepEqual(findCycles(graphOf({ a: ["b", "c"], b: ["c"], c: [], d: ["a"] })), []);
});

Deno.test("findCycles() names the files of each cycle and no bystander", () => {
  const graph = graphOf({
    a: ["b"],
    b: ["c"],
    c: ["a", "d"],
    d: ["e"],
    e: ["d"],
    f: ["a"],
    g: ["g"],
  });
  assert.deepEqual(findCycles(graph).sort(), [["a", "b", "c"], ["d", "e"], ["g"]]);
});

Deno.test("findCycles() puts two files together exactly when they reach each other", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const edges = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.uniqueArray(fc.constantFrom(...names))])),
  );
  fc.assert(fc.property(edges, (given) => {
    const groups = findCycles(graphOf(given));
    for (const a of names) {
      for (const b of names) {
        const together = groups.some((group) => group.includes(a) && group.includes(b));
        assert.equal(together, reaches(given, a, b) && reaches(given, b, a));
      }
    }
  }));
});

function reaches(edges: Record<string, string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [...(edges[from] ?? [])];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (file === to) return true;
    if (!seen.has(file)) waiting.push(...(edges[file] ?? []));
    seen.add(file);
  }
  return false;
}
