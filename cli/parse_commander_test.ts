import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { parseCommand } from "./parse_commander.ts";
import type { CommandSpec } from "./spec.ts";
import { GLOBAL_OPTIONS } from "./tree/global_options.ts";

const SPEC: CommandSpec = {
  name: "try",
  summary: "try it",
  examples: [],
  args: [
    { name: "app", help: "an app", required: true },
    { name: "mode", help: "a mode", choices: ["a", "b"] },
    { name: "rest", help: "more", variadic: true },
  ],
  options: {
    dryRun: { kind: "flag", help: "x" },
    file: { kind: "string", short: "f", value: "FILE", help: "x" },
    grep: { kind: "string", value: "REGEX", repeat: true, help: "x" },
    count: { kind: "int", short: "n", value: "N", min: 1, max: 9, default: 3, help: "x" },
    wait: { kind: "duration", value: "TIME", default: "2s", help: "x" },
    lasts: { kind: "duration", value: "TIME", range: ["100ms", "24h"], help: "x" },
    level: { kind: "enum", value: "L", choices: ["info", "warn"], help: "x" },
  },
};

const parse = (...words: string[]) =>
  parseCommand({ spec: SPEC, path: ["try"], globals: GLOBAL_OPTIONS, words }) as unknown as {
    args: Record<string, string>;
    rest: string[];
    options: Record<string, unknown>;
  };

function refusal(...words: string[]): NetopsError {
  try {
    parse(...words);
  } catch (error) {
    assert.ok(error instanceof NetopsError);
    assert.deepEqual([error.code, error.exitCode], ["USAGE", 2]);
    return error;
  }
  return assert.fail(`${words.join(" ")} was taken`);
}

Deno.test("parseCommand() gives defaults, and undefined where there is none", () => {
  const { options, args, rest } = parse("hello");
  assert.deepEqual(
    [options.dryRun, options.file, options.grep, options.count, options.wait, options.level],
    [false, undefined, [], 3, 2000, undefined],
  );
  assert.deepEqual([args, rest], [{ app: "hello", mode: undefined }, []]);
});

Deno.test("parseCommand() reads every kind of option, in every spelling", () => {
  const { options, args, rest } = parse(
    ...["--dry-run", "-f", "x.yaml", "--grep", "a", "hello", "--grep=b", "-n5", "a"],
    ...["--wait", "1.5s", "more", "--level", "warn", "yet", "--json", "--no-color"],
  );
  assert.deepEqual(
    [options.dryRun, options.file, options.grep, options.count, options.wait, options.level],
    [true, "x.yaml", ["a", "b"], 5, 1500, "warn"],
  );
  assert.deepEqual([options.json, options.noColor, options.noInput], [true, true, false]);
  assert.deepEqual([args, rest], [{ app: "hello", mode: "a" }, ["more", "yet"]]);
});

Deno.test("parseCommand() takes --color beside --no-color", () => {
  assert.equal(parse("hello", "--color", "always").options.color, "always");
  assert.equal(parse("hello", "--no-color").options.color, undefined);
});

Deno.test("parseCommand() names the option that was meant", () => {
  assert.match(refusal("hello", "--dry-rum").fix ?? "", /--dry-run/);
  assert.match(refusal("hello", "--level", "wran").fix ?? "", /warn/);
});

Deno.test("parseCommand() refuses what does not fit, and says what would", () => {
  assert.match(refusal().message, /APP/);
  assert.match(refusal("hello", "c").fix ?? "", /a, b/);
  assert.match(refusal("hello", "-n", "10").fix ?? "", /1 to 9/);
  assert.match(refusal("hello", "-n", "two").fix ?? "", /1 to 9/);
  assert.match(refusal("hello", "--wait", "soon").fix ?? "", /500ms/);
  assert.match(refusal("hello", "--file").message, /needs a value/);
});

Deno.test("parseCommand() says which times an option takes", () => {
  for (const text of ["0", "0s", "-5s", "50ms", "25h", "soon"]) {
    assert.match(refusal("hello", "--lasts", text).fix ?? "", /from 100ms to 24h, like 500ms/);
  }
  assert.equal(parse("hello", "--lasts", "24h").options.lasts, 86_400_000);
});

Deno.test("parseCommand() takes an option twice only where it may be repeated", () => {
  for (
    const words of [["--file", "a", "--file=b"], ["-n1", "--count", "1"], [
      "--wait",
      "1s",
      "--wait",
      "2s",
    ]]
  ) {
    assert.match(refusal("hello", ...words).message, /^Cannot take --\w+ twice/);
  }
  assert.match(refusal("hello", "--home", "a", "--home", "b").message, /--home twice: "a" and "b"/);
  assert.equal(parse("hello", "--dry-run", "--dry-run").options.dryRun, true);
});
