import assert from "node:assert/strict";
import { keptRun, runningRun, STARTED_AT_MS } from "./report_fixture.ts";
import { tellStory } from "./tell_story.ts";
import { textTimeLine } from "./text_time_line.ts";

Deno.test("every row is as wide as was asked for, and there are at most ten", () => {
  for (const width of [20, 36, 72]) {
    const story = tellStory(keptRun());
    const faults = Array.from({ length: 20 }, () => story.faults[0]!);
    const activities = [{ ...story.activities[0]!, endedAtMs: STARTED_AT_MS + 4_000 }];
    const rows = textTimeLine({ ...story, faults, activities }, {
      width,
      nowMs: STARTED_AT_MS + 1,
    });
    assert.deepEqual([...new Set(rows.map(({ cells }) => [...cells].length))], [width]);
    assert.ok(rows.length <= 10, `${rows.length} rows`);
  }
});

Deno.test("a run that is over shows what was planned above what happened", () => {
  const rows = textTimeLine(tellStory(keptRun()), { width: 30 });
  assert.deepEqual(rows.map(({ label, cells }) => `${label.padEnd(9)}${cells}`.trimEnd()), [
    "         0s        2s        4s",
    "planned  o░░░░░░░░░░░░░░░░░░░     o",
    "happened method───────────────────────",
    "latency   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓✓",
    "checks   ✓    ✓    ×               ✓",
    "platform        ×                +",
    "recovery                      ~~~",
  ]);
});

Deno.test("a run that goes on shows now, and how long its faults still last", () => {
  const nowMs = STARTED_AT_MS + 1_600;
  const rows = textTimeLine(tellStory(runningRun(), { nowMs }), { width: 30, nowMs });
  const row = (label: string) => rows.find((one) => one.label === label);
  assert.equal(row("latency")?.note, "2.6 s left on shop-v000-aaaa");
  assert.match(row("latency")?.cells ?? "", /^ *▓+░+ *$/);
  assert.match(row("now")?.cells ?? "", /^ +▲ +$/);
  assert.equal(row("checks")?.note, "2 of 2 met, last one met");
});

/** The run of the fixture with an activity of 2.5 s after its fault, and no pauses that were declared. */
function runWithLoad() {
  const { order, progress, ...run } = keptRun();
  const text = order.text.replace("    pauses: { after: 5.0 }", LOAD);
  const load = { phase: "method" as const, name: "load" };
  const added = [
    { kind: "activity-started" as const, atMs: STARTED_AT_MS + 250, ...load },
    { kind: "activity-ended" as const, atMs: STARTED_AT_MS + 2_750, ...load, status: "succeeded" },
  ];
  return { ...run, order: { ...order, text }, progress: [...progress, ...added] };
}

const LOAD =
  `  - { type: action, name: load, provider: { type: process, path: sleep, arguments: ["2"] } }`;

Deno.test("an activity is as long as it took, and the check that is planned after it stands after the method", () => {
  const rows = textTimeLine(tellStory(runWithLoad()), { width: 30 });
  const cells = (label: string) => rows.find((one) => one.label === label)?.cells.trimEnd();
  assert.equal(cells("planned"), "o░░░░░░░░░░░░░░░░░░░     o");
  assert.equal(cells("activities"), "━load━━━━━━━━");
  assert.equal(rows.find(({ label }) => label === "activities")?.note, "load, 2.5 s");
});

Deno.test("the name of an activity steers no terminal", () => {
  const { activities, ...story } = tellStory(runWithLoad());
  const hostile = activities.map((one) => ({ ...one, name: "\u001b[2J" }));
  const rows = textTimeLine({ ...story, activities: hostile }, { width: 30 });
  assert.ok(!rows.some(({ cells }) => cells.includes("\u001b")));
});

Deno.test("a fault of a run that was cut off is drawn to its end, and not to the one it was planned to have", () => {
  const fate = { isRunning: false, nowMs: STARTED_AT_MS + 60_000, faults: [] };
  for (const run of [runningRun(), { ...runningRun(), fate }]) {
    const row = textTimeLine(tellStory(run), { width: 30 }).find(({ label }) =>
      label === "latency"
    );
    assert.ok(!row?.cells.includes("░"), row?.cells);
  }
});

Deno.test("plainly drawn a time line has nothing but ASCII", () => {
  const rows = textTimeLine(tellStory(keptRun()), { width: 40, plain: true });
  assert.match(rows.map(({ cells }) => cells).join(""), /^[\x20-\x7e]+$/);
  assert.ok(rows.some(({ label, cells }) => label === "checks" && cells.includes("x")));
});

Deno.test("a check that was not met is never hidden behind one that was", () => {
  const story = tellStory(keptRun());
  const [, met, unmet] = story.checks;
  const checks = [{ ...unmet!, endedAtMs: met!.endedAtMs }, met!];
  const row = textTimeLine({ ...story, checks }, { width: 20 }).find(({ label }) =>
    label === "checks"
  );
  assert.equal(row?.cells.trim(), "×");
});
