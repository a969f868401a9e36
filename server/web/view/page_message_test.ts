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

Deno.test("an event that is pointed at moves the cursor to its time, and takes it away again", () => {
  const mark = { slot: "chart up", atMs: 5 };
  const pointed = after({ type: "mark", mark });
  assert.deepEqual([pointed.mark, pointed.cursorMs], [mark, 5]);
  const left = reducePage(pointed, { type: "mark", mark: undefined });
  assert.deepEqual([left.mark, left.cursorMs], [undefined, undefined]);
});

Deno.test("what is typed stays until another view is shown, and a pause stays over views", () => {
  const typed = after({ type: "draft", text: "up{" }, { type: "still", isOn: true });
  assert.equal(typed.draft, "up{");
  const elsewhere = reducePage(typed, { type: "view", view: parseOpsView("?tab=metrics") });
  assert.deepEqual([elsewhere.draft, elsewhere.isStill], [undefined, true]);
});

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

const WISH = { kind: "latency", target: "hello", durationMs: 1_000, parameters: {} };

Deno.test("a dry run is shown at its form until the form changes, it is carried out, or another kind is shown", () => {
  const action = { verb: "plan", wish: WISH } as const;
  const asking = after({ type: "act", action });
  assert.deepEqual([asking.chaosBusy, asking.plan?.isAsking], ["plan", true]);
  const outcome = { answer: { fault: { id: "f-1" } as never } };
  const told = reducePage(asking, { type: "acted", action, outcome });
  assert.deepEqual([told.chaosBusy, told.plan?.isAsking, told.plan?.document?.id], [
    undefined,
    false,
    "f-1",
  ]);
  const changed = reducePage(asking, { type: "plan-over" });
  assert.equal(reducePage(changed, { type: "acted", action, outcome }).plan, undefined);
  const inject = { verb: "inject", wish: WISH } as const;
  assert.equal(reducePage(told, { type: "acted", action: inject, outcome }).plan, undefined);
  const other = parseOpsView("?tab=chaos&part=kinds&kind=abort");
  assert.equal(reducePage(told, { type: "view", view: other }).plan, undefined);
});

Deno.test("a dry run that is refused says why", () => {
  const action = { verb: "plan", wish: WISH } as const;
  const asking = after({ type: "act", action });
  const told = reducePage(asking, { type: "acted", action, outcome: { error: "names nobody" } });
  assert.deepEqual([told.plan?.error, told.plan?.document], ["names nobody", undefined]);
});
