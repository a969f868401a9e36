import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { LiveRegion } from "./live_region.ts";

function open(size = { columns: 40, rows: 10 }) {
  const written: string[] = [];
  const timer = new FakeTimer();
  const terminal = {
    isTerminal: true,
    size: () => size,
    write: (text: string) => written.push(text) > 0,
  };
  return { written, timer, region: new LiveRegion({ terminal, clock: timer.clock, timer }) };
}

Deno.test("a live region hides the cursor and gives it back when closed", () => {
  const { written, region } = open();
  region.show(["a"]);
  region.close();
  assert.equal(written[0], "\x1b[?25l");
  assert.equal(written.at(-1), "\x1b[?25h");
});

Deno.test("a live region draws at most 10 times a second and ends with the last lines", async () => {
  const { written, timer, region } = open();
  for (let number = 0; number < 50; number++) region.show([`line ${number}`]);
  const frames = () => written.filter((text) => text.includes("line"));
  assert.equal(frames().length, 1);
  await timer.advance(100);
  assert.equal(frames().length, 2);
  assert.match(frames()[1] ?? "", /line 49/);
  region.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a frame is one synchronized update that erases the one before", async () => {
  const { written, timer, region } = open();
  region.show(["a", "b"]);
  await timer.advance(100);
  region.show(["c"]);
  assert.equal(written.at(-1), "\x1b[?2026h\x1b[2A\r\x1b[Jc\n\x1b[?2026l");
  region.close();
});

Deno.test("a frame never exceeds the window", () => {
  const { written, region } = open({ columns: 10, rows: 3 });
  region.show(["a".repeat(30), "b", "c", "d"]);
  assert.equal(written[1], "\x1b[?2026haaaaaaaa…\nb\n\x1b[?2026l");
  region.close();
});

Deno.test("equal lines are not drawn again, and nothing is after closing", async () => {
  const { written, timer, region } = open();
  region.show(["a"]);
  await timer.advance(100);
  region.show(["a"]);
  region.close();
  const count = written.length;
  region.show(["late"]);
  await timer.advance(500);
  assert.equal(written.length, count);
  assert.equal(written.filter((text) => text.includes("a\n")).length, 1);
});
