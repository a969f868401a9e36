import assert from "node:assert/strict";
import type { LogLine } from "@netops/core/contracts";
import { EMPTY_SNAPSHOT } from "../ops_snapshot.ts";
import { MOST_LOG_LINES, type PageMessage, reducePage } from "./page_message.ts";
import { ageMs, createPageState, type PageState } from "./page_state.ts";
import { parseOpsView } from "./view_url.ts";

const START = createPageState(parseOpsView("?tab=logs&app=a"), EMPTY_SNAPSHOT);

function after(...messages: PageMessage[]): PageState {
  return messages.reduce(reducePage, START);
}

function batch(count: number, app = "a"): PageMessage {
  const line: LogLine = {
    tsMs: 1,
    instance: "a-1",
    app,
    stream: "stdout",
    level: "info",
    text: "x",
  };
  return { type: "log-batch", app, batch: { lines: Array(count).fill(line), skipped: 2 } };
}

Deno.test("a page that is cut off grows older until it hears again", () => {
  const delta: PageMessage = { type: "delta", delta: { atMs: 5, sections: {} }, nowMs: 1_000 };
  const lost = after(delta, { type: "lost", nowMs: 3_000 }, { type: "lost", nowMs: 9_000 });
  assert.deepEqual([lost.link, ageMs(lost)], ["lost", 8_000]);
  const back = reducePage(lost, { ...delta, nowMs: 10_000 });
  assert.deepEqual([back.link, ageMs(back)], ["live", 0]);
});

Deno.test("a page holds at most 1,000 log lines, each with a number of its own", () => {
  const { lines, skipped } = after(batch(700), batch(700)).logs;
  assert.equal(lines.length, MOST_LOG_LINES);
  assert.equal(lines.at(-1)?.number, 1_400);
  assert.equal(new Set(lines.map((line) => line.number)).size, MOST_LOG_LINES);
  assert.equal(skipped, 4);
});

Deno.test("a paused log holds what comes and shows it when it goes on", () => {
  const paused = after(batch(3), { type: "log-mode", mode: { isPaused: true } }, batch(2));
  assert.deepEqual([paused.logs.lines.length, paused.logs.held.length], [3, 2]);
  const resumed = reducePage(paused, { type: "log-mode", mode: { isPaused: false } });
  assert.deepEqual([resumed.logs.lines.length, resumed.logs.held.length], [5, 0]);
});

Deno.test("lines of another app, or of one that was left, are not shown", () => {
  assert.equal(after(batch(3, "b")).logs.lines.length, 0);
  const other = after(batch(3), { type: "view", view: parseOpsView("?tab=logs&app=b") }, batch(3));
  assert.deepEqual([other.logs.app, other.logs.lines.length], ["b", 0]);
});
