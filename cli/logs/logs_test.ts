import assert from "node:assert/strict";
import type { LogLine } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import { createPaint } from "../print/color.ts";
import { LogFollower } from "./follow_logs.ts";
import { formatLogLine, readable } from "./format_log.ts";
import { createLogFilter, parseLogLine } from "./log_filter.ts";
import { lastOf, mergeLogs } from "./merge_logs.ts";

const paint = createPaint(false);
const EVERYTHING = { services: [], sinceMs: undefined, grep: [], not: [], level: undefined };

function line(tsMs: number, text: string, more: Partial<LogLine> = {}): LogLine {
  return { tsMs, instance: "a-1", app: "a", stream: "stdout", level: "info", text, ...more };
}

const lines = (...all: LogLine[]) => all.map((one) => `${JSON.stringify(one)}\n`).join("");

async function inHome(body: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    Deno.mkdirSync(`${home}/logs`);
    await body(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("mergeLogs() merges all instances by time, rotated files first, broken lines left out", () =>
  inHome(async (home) => {
    Deno.writeTextFileSync(`${home}/logs/a-1.jsonl.1`, lines(line(1, "one")));
    Deno.writeTextFileSync(`${home}/logs/a-1.jsonl`, `${lines(line(3, "three"))}{"tsMs":4,"te`);
    const other = { instance: "b-1", app: "b" };
    Deno.writeTextFileSync(`${home}/logs/b-1.jsonl`, `not json\n${lines(line(2, "two", other))}`);
    Deno.writeTextFileSync(`${home}/logs/fleet.log`, "not a log of an instance\n");
    const filter = createLogFilter(EVERYTHING);
    const { items, total } = await lastOf(mergeLogs(home, filter), 2);
    assert.deepEqual([items.map((one) => one.text), total], [["two", "three"], 3]);
  }));

Deno.test("createLogFilter() heeds every condition", () => {
  const kept = (question: Partial<typeof EVERYTHING> | Record<string, unknown>, one: LogLine) =>
    createLogFilter({ ...EVERYTHING, ...question })(one);
  const warn = line(10, "slow call", { level: "warn", fields: { path: "/x" } });
  assert.equal(kept({}, warn), true);
  assert.equal(kept({ services: ["a"] }, warn), true);
  assert.equal(kept({ services: ["a-1"] }, warn), true);
  assert.equal(kept({ services: ["b"] }, warn), false);
  assert.equal(kept({ sinceMs: 11 }, warn), false);
  assert.equal(kept({ level: "warn" }, warn), true);
  assert.equal(kept({ level: "error" }, warn), false);
  assert.equal(kept({ grep: ["SLOW", "/x"] }, warn), true);
  assert.equal(kept({ grep: ["slow", "fast"] }, warn), false);
  assert.equal(kept({ not: ["call"] }, warn), false);
  const traced = line(10, "x", { fields: { trace_id: "0A" } });
  assert.equal(kept({ traceId: "0a" }, traced), true);
  assert.equal(kept({ traceId: "0b" }, traced), false);
  assert.equal(kept({ traceId: "0a" }, warn), false);
  assert.throws(() => createLogFilter({ ...EVERYTHING, grep: ["("] }), { code: "USAGE" });
});

Deno.test("a follower shows what is appended, across rotation and in new files, and nothing twice", () =>
  inHome(async (home) => {
    const path = `${home}/logs/a-1.jsonl`;
    Deno.writeTextFileSync(path, lines(line(1, "before")));
    const stop = new AbortController();
    const { timer } = createHost();
    const filter = createLogFilter(EVERYTHING);
    const follower = new LogFollower({ home, filter, timer, signal: stop.signal });
    Deno.writeTextFileSync(path, lines(line(2, "appended")).slice(0, 20), { append: true });
    Deno.writeTextFileSync(path, lines(line(2, "appended")).slice(20), { append: true });
    const seen: string[] = [];
    for await (const one of follower.lines()) {
      seen.push(one.text);
      if (seen.length === 1) {
        Deno.writeTextFileSync(path, lines(line(3, "last of the old")), { append: true });
        Deno.renameSync(path, `${path}.1`);
        Deno.writeTextFileSync(path, lines(line(4, "first of the new")));
        Deno.writeTextFileSync(`${home}/logs/b-1.jsonl`, lines(line(5, "newcomer")));
      }
      if (seen.length === 4) stop.abort();
    }
    assert.deepEqual(seen, ["appended", "last of the old", "first of the new", "newcomer"]);
  }));

Deno.test("parseLogLine() refuses what is no log line, and mends an unknown level", () => {
  assert.equal(parseLogLine("null"), undefined);
  assert.equal(parseLogLine('{"tsMs":1}'), undefined);
  const odd = JSON.stringify({ ...line(1, "x"), level: "loud" });
  assert.equal(parseLogLine(odd)?.level, "info");
});

Deno.test("readable() shows the message of a JSON line with its fields behind", () => {
  const json = line(1, '{"msg":"hi","user":"bo b","n":1}', {
    fields: { msg: "hi", user: "bo b", n: 1 },
  });
  assert.equal(readable(json, paint), 'hi  user="bo b" n=1');
  const parsed = line(1, "hi", { fields: { msg: "hi", level: "info", n: 1 } });
  assert.equal(readable(parsed, paint), "hi  n=1");
});

Deno.test("formatLogLine() lets no service move the cursor", () => {
  const text = formatLogLine(line(0, "\x1b[2Jgone\x07"), { paint, nameWidth: 5 });
  assert.match(text, /^\d\d:\d\d:\d\d\.000 a-1 {3}info {2}gone$/);
  const turned = line(0, "safe \u202eexe.txt\u2066", { fields: { name: "a\u200fb" } });
  assert.match(
    formatLogLine(turned, { paint, nameWidth: 5 }),
    / safe \\u202eexe\.txt\\u2066 {2}name=a\\u200fb$/,
  );
});

Deno.test("formatLogLine() names the application of a line whose instance has no name", () => {
  const sent = line(0, "hi", { app: "strange", instance: "" });
  assert.match(formatLogLine(sent, { paint, nameWidth: 8 }), /\d strange {2}info {2}hi$/);
});
