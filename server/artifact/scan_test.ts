import { createFixedRng } from "@netops/core/testing";
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { scanFolder } from "./scan.ts";

const FILES = [
  "a",
  "a.js",
  "b.log",
  "B.log",
  "a b",
  "a/b",
  "#x",
  "!x",
  "[x]",
  "x y ",
  "é.txt",
  "\\w",
  "foo-1.js",
  "src/a.js",
  "src/b.log",
  "src/deep/a.js",
  "src/deep/er/a.js",
  "src/deep/er/b.log",
  "dist/a.js",
  "src/dist/a.js",
  "logs/debug.log",
  "logs/monday/foo.bar",
  "build/.keep",
  "docs/a.md",
  ".env",
  "src/.env.local",
  "a.d/b/c",
  "x/y/z/w",
  "foo/bar/baz",
  "foo/baz",
  "tmp1/t",
  "tmp10/t",
].filter((path) => path !== "a" && path !== "a.d");

const CASES: readonly (readonly string[])[] = [
  ["*.log"],
  ["*.log", "!b.log"],
  ["/a.js"],
  ["dist/"],
  ["dist", "!src/dist"],
  ["src/*", "!src/deep"],
  ["src/**", "!src/deep/"],
  ["**/a.js"],
  ["src/**/a.js"],
  ["logs/**"],
  ["logs/**/debug.log", "logs/*.bar"],
  ["foo/*/baz"],
  ["foo/**/baz"],
  ["foo**"],
  ["/foo/"],
  ["\\#x", "\\!x"],
  ["#x", "!x"],
  ["\\[x\\]"],
  ["[x]"],
  ["x y\\ "],
  ["x y "],
  ["a\\ b"],
  ["?.js"],
  ["é.*"],
  ["[a-b].log"],
  ["[!a].log", "[^B].js"],
  ["tmp[[:digit:]]"],
  ["tmp[0-9][[:digit:]]/"],
  ["[]x]*"],
  ["[z-a].js"],
  ["[a"],
  ["foo-[0-9.]js", "foo-1[.]js"],
  [".env*"],
  ["/*", "!/src/", "/src/*", "!/src/deep/"],
  ["*", "!*/", "!*.js"],
  ["src\r"],
  ["**"],
  ["/**/b"],
  ["x/**/w"],
  ["a/", "b/"],
  ["deep/er"],
  ["/deep/er"],
  ["*/deep"],
  ["\\\\w"],
  ["a.d//b"],
  ["./a.js"],
  ["/"],
  [" "],
  ["foo/bar/", "!foo/bar/baz"],
  ["*.{js,log}"],
];

Deno.test({
  name: "what is left out is what git ignores",
  ignore: !await hasGit(),
  async fn() {
    const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-scan-" }));
    try {
      await git(dir, ["init", "-q"]);
      for (const path of FILES) await write(dir, path, "");
      for (const lines of [...CASES, ...randomCases(40)]) {
        await write(dir, ".gitignore", lines.join("\n"));
        assert.deepEqual(
          await ours(dir),
          await theirs(dir),
          `.gitignore: ${JSON.stringify(lines)}`,
        );
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test({
  name: "nested rules are read as git reads them",
  ignore: !await hasGit(),
  async fn() {
    const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-scan-" }));
    try {
      await git(dir, ["init", "-q"]);
      for (const path of FILES) await write(dir, path, "");
      await write(dir, ".gitignore", "*.js\nlogs/\n");
      await write(dir, "src/.gitignore", "!a.js\n/b.log\n");
      await write(dir, "src/deep/.gitignore", "/a.js\n!er/\n");
      await write(dir, "logs/.gitignore", "!debug.log\n");
      await write(dir, ".git/info/exclude", "docs\n!a.js\n");
      assert.deepEqual(await ours(dir), await theirs(dir));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

/** Lines made of the parts that patterns are made of. */
function randomCases(count: number): string[][] {
  const rng = createFixedRng("gitignore");
  const parts = [
    "a",
    "b",
    "src",
    "deep",
    "foo",
    "*",
    "**",
    "/",
    "/",
    "/",
    "?",
    ".js",
    ".log",
    "[a-c]",
  ];
  const line = () => {
    const text = Array.from({ length: 1 + rng.integer(5) }, () => parts[rng.integer(parts.length)])
      .join("");
    return rng.integer(4) === 0 ? `!${text}` : text;
  };
  return Array.from({ length: count }, () => Array.from({ length: 1 + rng.integer(3) }, line));
}

async function ours(dir: string): Promise<string[]> {
  const { entries } = await scanFolder({ dir, exclude: [], never: [] });
  return entries.filter((entry) => entry.kind === "file").map((entry) => entry.path).toSorted();
}

async function theirs(dir: string): Promise<string[]> {
  const list = await git(dir, ["ls-files", "--others", "--exclude-standard", "-z"]);
  return list.split("\0").filter((path) => path !== "").toSorted();
}

async function write(dir: string, path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
  await Deno.writeTextFile(join(dir, path), text);
}

async function git(dir: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", {
    args: [...args],
    cwd: dir,
    env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function hasGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output()).success;
  } catch {
    // Not installed: there is nothing to compare with.
    return false;
  }
}
