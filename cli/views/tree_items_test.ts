import assert from "node:assert/strict";
import { keepMostWorth, type TreeItem, treePrefixes } from "./tree_items.ts";

function item(row: string, worth: number, ...children: TreeItem<string>[]): TreeItem<string> {
  return { row, worth, children };
}

const tree = item("root", 9, item("a", 1, item("a1", 5), item("a2", 2)), item("b", 3));

Deno.test("a tree is drawn with branches, or indented only", () => {
  const draw = (plain: boolean) => treePrefixes(tree, plain).map(({ prefix, row }) => prefix + row);
  assert.deepEqual(draw(false), ["root", "├─ a", "│  ├─ a1", "│  └─ a2", "└─ b"]);
  assert.deepEqual(draw(true), ["root", "  a", "    a1", "    a2", "  b"]);
});

Deno.test("what matters least goes first, and nobody loses what they hang on", () => {
  const left = (most: number) => {
    const { kept, hidden } = keepMostWorth(tree, most);
    return [treePrefixes(kept, true).map(({ row }) => row).join(" "), hidden];
  };
  assert.deepEqual(left(5), ["root a a1 a2 b", 0]);
  assert.deepEqual(left(4), ["root a a1", 2]);
  assert.deepEqual(left(3), ["root a", 3]);
  assert.deepEqual(left(1), ["root", 4]);
});
