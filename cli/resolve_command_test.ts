import assert from "node:assert/strict";
import { resolveCommand } from "./resolve_command.ts";
import { GLOBAL_OPTIONS } from "./tree/global_options.ts";
import { TREE } from "./tree.ts";

const resolve = (line: string) => resolveCommand(TREE, GLOBAL_OPTIONS, line.split(" "));

Deno.test("resolveCommand() finds the command among global options, and keeps all other words", () => {
  const found = resolve("--cwd ps --json registry override -q hello-1 UP");
  assert.deepEqual(found.path, ["registry", "override"]);
  assert.deepEqual(found.words, ["--cwd", "ps", "--json", "-q", "hello-1", "UP"]);
});

Deno.test("resolveCommand() takes a word after a command as its argument, even one that names a command", () => {
  const found = resolve("logs ps");
  assert.deepEqual([found.path, found.words, found.stranger], [["logs"], ["ps"], undefined]);
});

Deno.test("resolveCommand() names a word that is no command", () => {
  assert.equal(resolve("stauts --json").stranger, "stauts");
  assert.equal(resolve("registry lst").stranger, "lst");
});

Deno.test("resolveCommand() sees help anywhere before --, and nothing after it", () => {
  assert.equal(resolve("logs hello --help").wantsHelp, true);
  assert.equal(resolve("logs -h").wantsHelp, true);
  const after = resolve("logs -- --help");
  assert.deepEqual([after.wantsHelp, after.words], [false, ["--", "--help"]]);
});
