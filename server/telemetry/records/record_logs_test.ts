import assert from "node:assert/strict";
import { BLOCK_ROWS } from "./record_schema.ts";
import { logRow, NOW_MS, openTestRecords } from "./test_records.ts";
import type { LogQuery } from "./log_query.ts";
import type { RecordStore } from "./record_store.ts";

async function texts(store: RecordStore, query: LogQuery, limit = 100): Promise<string[]> {
  return (await store.findLogs(query, { limit })).lines.map((line) => line.text);
}

Deno.test("findLogs() heeds every condition", async () => {
  const { store } = openTestRecords();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  store.addLogs([
    logRow("one slow call", { level: "warn", fields: { path: "/x", n: 1, deep: { a: true } } }),
    logRow("two", { app: "other", instance: "other-1", traceId }),
    logRow("three", { tsMs: NOW_MS - 50_000, fields: { traceId } }),
    logRow("four", { level: "error", instance: "hello-2" }),
  ]);
  const cases: [LogQuery, string[]][] = [
    [{}, ["three", "one slow call", "two", "four"]],
    [{ app: "other" }, ["two"]],
    [{ instance: "hello-2" }, ["four"]],
    [{ services: ["other", "hello-2"] }, ["two", "four"]],
    [{ level: "warn" }, ["one slow call", "four"]],
    [{ traceId }, ["three", "two"]],
    [{ sinceMs: NOW_MS - 1_000 }, ["one slow call", "two", "four"]],
    [{ untilMs: NOW_MS - 1_000 }, ["three"]],
    [{ grep: ["SLOW", "/x"] }, ["one slow call"]],
    [{ grep: ["^t[hw]"] }, ["three", "two"]],
    [{ not: ["o"] }, ["three"]],
    [{ words: "call slow" }, ["one slow call"]],
    [{ words: "thr*" }, ["three"]],
    [{ words: "/x" }, ["one slow call"]],
    [{ fields: [["n", "1"]] }, ["one slow call"]],
    [{ fields: [["deep.a", "true"], ["path", "/x"]] }, ["one slow call"]],
    [{ fields: [["n", "2"]] }, []],
  ];
  for (const [query, expected] of cases) {
    assert.deepEqual(await texts(store, query), expected, JSON.stringify(query));
  }
  assert.deepEqual(await texts(store, {}, 2), ["two", "four"]);
  const counted = await store.findLogs({ level: "warn" }, { limit: 1, count: true });
  assert.deepEqual([counted.total, counted.lines.length, counted.complete], [2, 1, true]);
  store.close();
});

Deno.test("the newest lines are found by time, not by arrival, across blocks", async () => {
  const { store } = openTestRecords();
  const late = logRow("late", { tsMs: NOW_MS - 10 });
  store.addLogs([late]);
  store.addLogs(
    Array.from(
      { length: 3 * BLOCK_ROWS },
      (_, n) => logRow(`old ${n}`, { tsMs: NOW_MS - 60_000 + n }),
    ),
  );
  assert.deepEqual(await texts(store, {}, 2), [`old ${3 * BLOCK_ROWS - 1}`, "late"]);
  assert.deepEqual(await texts(store, { sinceMs: NOW_MS - 10 }), ["late"]);
  assert.deepEqual(await texts(store, { words: "late" }), ["late"]);
  store.close();
});

Deno.test("no query of words is an error of FTS5, or says more than words", async () => {
  const { store } = openTestRecords();
  store.addLogs([logRow('say "hi" AND (go) -near* col:x ^y')]);
  for (
    const words of [
      '"hi',
      "say AND",
      "NEAR(a b)",
      "a OR",
      "text:say",
      "(say",
      "say*)",
      "^say",
      "-say",
      "* say",
      "say\0hi",
      "'; drop table log; --",
      "\ud800 say",
      "{text} : say",
    ]
  ) {
    const { complete } = await store.findLogs({ words }, { limit: 1 });
    assert.equal(complete, true, words);
  }
  assert.equal((await texts(store, { words: "say hi go near" })).length, 1);
  assert.equal((await texts(store, { words: "say OR nothing" })).length, 0);
  await assert.rejects(store.findLogs({ words: "-- !" }, { limit: 1 }), {
    code: "REQUEST_INVALID",
  });
  store.close();
});

Deno.test("a hostile line comes back as it was: NUL, escapes, markup, halves of pairs made whole", async () => {
  const { store } = openTestRecords();
  const hostile = [
    "a\0b\0",
    "\x1b[2J\x1b]0;title\x07",
    "<script>alert(1)</script>",
    "\ufdd00\ufdd0",
    "\u202e rtl",
    "😀",
  ];
  store.addLogs(hostile.map((text) => logRow(text, { fields: { text } })));
  store.addLogs([logRow("half \ud800 pair", { app: "x\0y" })]);
  const { lines } = await store.findLogs({}, { limit: 10 });
  assert.deepEqual(lines.map((line) => line.text), [...hostile, "half \ufffd pair"]);
  assert.deepEqual(lines.slice(0, -1).map((line) => line.fields?.["text"]), hostile);
  assert.equal(lines.at(-1)?.app, "x\ufffdy");
  assert.deepEqual(await texts(store, { grep: ["a\\x00b"] }), ["a\0b\0"]);
  store.close();
});

Deno.test("a line of 1 MB is cut with a mark, and so are its fields", async () => {
  const { store } = openTestRecords();
  const long = "x".repeat(1_000_000);
  store.addLogs([logRow(long, { fields: { long, short: 1 } })]);
  const [line] = (await store.findLogs({}, { limit: 1 })).lines;
  assert.equal(line?.text.length, 32_768);
  assert.match(line?.text ?? "", /x… \[cut: 1000000 characters\]$/);
  assert.ok(String(line?.fields?.["long"]).length < 10_000);
  assert.equal(line?.fields?.["short"], 1);
  assert.equal(line?.fields?.["netops.cut"], true);
  store.close();
});

Deno.test("fields that are no JSON cost the fields, not the line; an impossible time becomes now", async () => {
  const { store } = openTestRecords();
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  store.addLogs([logRow("circle", { fields: circle }), logRow("big", { fields: { n: 1n } })]);
  store.addLogs([logRow("ns", { tsMs: NOW_MS * 1e6 }), logRow("nan", { tsMs: NaN })]);
  const { lines } = await store.findLogs({}, { limit: 9 });
  assert.deepEqual(lines.map((line) => line.text), ["circle", "big", "ns", "nan"]);
  assert.deepEqual(lines.slice(2).map((line) => line.tsMs), [NOW_MS, NOW_MS]);
  store.close();
});

Deno.test("an expression that may take forever is refused, a long line that may is left out and counted", async () => {
  const { store } = openTestRecords();
  store.addLogs([logRow("a".repeat(30_000)), logRow("aab")]);
  for (
    const grep of [
      "(a+)+b",
      "(a|a)*b",
      "(a?){30}a{30}",
      "(a)\\1+",
      "a*a*a*a*b",
      "a?".repeat(20),
      "(",
    ]
  ) {
    await assert.rejects(store.findLogs({ grep: [grep] }, { limit: 1 }), {
      code: "REQUEST_INVALID",
    }, grep);
  }
  const page = await store.findLogs({ grep: ["a*a*b"] }, { limit: 9 });
  assert.deepEqual([page.lines.map((line) => line.text), page.skipped], [["aab"], 1]);
  for (
    const grep of ["GET .* 50\\d", "(foo|bar) baz", "a{2,3}", "x?y", "[*+]", "(?:ab)+", "\\(a+\\)"]
  ) {
    assert.equal((await store.findLogs({ grep: [grep] }, { limit: 1 })).complete, true, grep);
  }
  store.close();
});

Deno.test("logsAfter() goes on after an id and never back, also when everything is deleted", async () => {
  const { store, timer } = openTestRecords({ retention: { mostAgeMs: 60_000 } });
  store.addLogs([logRow("one")]);
  store.flush();
  const { lastLogId } = store;
  timer.clock.advance(100_000);
  await store.sweep();
  assert.deepEqual(await texts(store, {}), []);
  store.addLogs([logRow("two", { tsMs: NOW_MS + 100_000 })]);
  store.flush();
  const condition = { sql: "", values: [], match: undefined, accepts: undefined };
  const { lines, cursor } = store.logsAfter(condition, lastLogId);
  assert.deepEqual([lines.map((line) => line.text), cursor], [["two"], lastLogId + 1]);
  store.close();
});
