import assert from "node:assert/strict";
import { allLeaves, type CommandSpec, findCommand, longName, type OptionSpecs } from "./spec.ts";
import { GLOBAL_OPTIONS } from "./tree/global_options.ts";
import { TREE } from "./tree.ts";
import { resolveCommand } from "./resolve_command.ts";
import { parseCommand } from "./parse_commander.ts";

/** Answered from the tree itself, so they have nothing to load. */
const FAST = ["help", "completion", "version", "complete"];

function everyCommand(spec: CommandSpec = TREE): CommandSpec[] {
  return [spec, ...(spec.children ?? []).flatMap(everyCommand)];
}

Deno.test("no two options of a command clash, global ones included", () => {
  for (const spec of everyCommand()) {
    const all = [
      ...Object.entries(GLOBAL_OPTIONS as OptionSpecs),
      ...Object.entries(spec.options ?? {}),
    ];
    const names = all.flatMap(([key, option]) => [
      `--${longName(key)}`,
      ...(option.short === undefined ? [] : [`-${option.short}`]),
    ]);
    assert.deepEqual(names, [...new Set(names)], spec.name);
    assert.ok(!names.includes("-h") && !names.includes("--help"), spec.name);
  }
});

Deno.test("every command, option and argument is documented in one sentence without a full stop", () => {
  for (const spec of everyCommand()) {
    const options = Object.values(spec.options ?? {});
    const texts = [spec.summary, ...[...options, ...(spec.args ?? [])].map((part) => part.help)];
    for (const text of texts) assert.match(text, /^\S.*[^.\s]$/, `${spec.name}: "${text}"`);
    assert.ok(spec.examples.length > 0, `${spec.name} has no example`);
  }
});

Deno.test("every leaf loads a module that runs, and every group holds something", async () => {
  for (const { path, spec } of allLeaves(TREE)) {
    const module = await spec.load!();
    assert.equal(typeof module.run, "function", path.join(" "));
  }
  for (const spec of everyCommand()) {
    const isLeaf = spec.load !== undefined || FAST.includes(spec.name);
    assert.ok(isLeaf || spec.children !== undefined, spec.name);
    if (spec.children !== undefined) assert.ok(spec.children.length > 0, spec.name);
  }
});

Deno.test("every example is a command line that parses", () => {
  const lines = everyCommand().flatMap((spec) => spec.examples.map((example) => example.line));
  for (const line of lines) {
    const words = line.match(/netops (.*)/)?.[1]?.split(/\s*(?:[|>)]|&&)/)[0]?.split(" ") ?? [];
    const { spec, path, words: rest, stranger } = resolveCommand(TREE, GLOBAL_OPTIONS, words);
    assert.equal(stranger, undefined, line);
    parseCommand({ spec, path, globals: GLOBAL_OPTIONS, words: rest });
  }
});

Deno.test("findCommand() finds nested commands and nothing else", () => {
  assert.equal(findCommand(TREE, ["registry", "list"])?.name, "list");
  assert.equal(findCommand(TREE, []), TREE);
  assert.equal(findCommand(TREE, ["registry", "nope"]), undefined);
});
