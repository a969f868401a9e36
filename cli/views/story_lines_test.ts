import type { RunStory } from "@netops/chaos/report";
import assert from "node:assert/strict";
import { textWidth } from "../print/text_width.ts";
import { headLines, timeLineLines } from "./story_lines.ts";
import { verdictLines } from "./verdict_lines.ts";

const paint = (_style: string, text: string) => text;
const LONG = "a-kind-of-fault-with-a-very-long-name";
const ESCAPES = "\x1b[31mred\x1b[0m\x07";

const STORY: RunStory = {
  ...{ id: "x-1", title: `${ESCAPES} title`, file: "x.yaml", mode: "strict", hypothesis: LONG },
  verdict: { name: "deviated", reason: "the steady state was left", exitCode: 5, undone: true },
  ...{ startedAtMs: 0, endedAtMs: 5_000, plan: { marks: [], methodMs: 4_000 } },
  ...{ phases: [], happenings: [], recovery: { recoveryMs: 2_960, withinMs: 30_000 } },
  checks: [0, 1, 2, 3, 4, 5, 6].map((at) => ({
    ...{ phase: "during", startedAtMs: at, endedAtMs: at, isMet: false, hasError: false },
    probes: [{ name: `probe ${at}`, isMet: false, seen: ESCAPES }],
  })),
  activities: [],
  faults: [{
    ...{ id: "f-1", kind: LONG, activity: "a", targets: [LONG, LONG, LONG], startedAtMs: 0 },
    ...{ endedAtMs: 1_000, undone: true, hits: 1 },
  }],
};

Deno.test("no line of a time line is wider than the terminal, and its height is bounded", () => {
  for (const columns of [80, 120]) {
    const options = { paint, columns, plain: false, nowMs: 3_000 };
    const lines = [...headLines(STORY, options), ...timeLineLines(STORY, options)];
    assert.ok(lines.every((line) => textWidth(line) < columns), lines.join("\n"));
    assert.ok(lines.length <= 12);
  }
});

Deno.test("a summary says verdict, what was wrong but not all of it, faults with undo, and recovery", () => {
  const lines = verdictLines(STORY, { paint, plain: false });
  assert.equal(lines[0], "DEVIATED  the steady state was left");
  assert.equal(lines.filter((line) => line.startsWith("×")).length, 5);
  assert.ok(lines.includes("  and 2 more: netops chaos report x-1"));
  assert.ok(
    lines.some((line) =>
      line.startsWith(`✓ ${LONG} on `) && line.endsWith("undone after 1.0 s, 1 hit")
    ),
  );
  assert.ok(
    lines.includes("0 of 7 checks met, every undo was seen, recovered after 3.0 s, took 5.0 s"),
  );
});

Deno.test("a summary does not say a refusal or a failure twice", () => {
  const activity = {
    phase: "method",
    name: "kill one",
    status: "failed",
    startedAtMs: 0,
    endedAtMs: 1,
  };
  const linesOf = (reason: string) => {
    const activities = [{ ...activity, reason: "no instance is called that" }];
    const verdict = { ...STORY.verdict, name: "refused", reason };
    const story = { ...STORY, checks: [], verdict, activities } as RunStory;
    return verdictLines(story, { paint, plain: false }).filter((line) => !line.includes("x-1"));
  };
  assert.equal(linesOf("no instance is called that")[1], "× kill one");
  const said = linesOf('"kill one" failed: no instance is called that');
  assert.equal(said.filter((line) => line.includes("kill one")).length, 1);
  assert.equal(linesOf("something else")[1], "× kill one: no instance is called that");
});

Deno.test("an undo that failed is said, and plainly a summary has no symbols", () => {
  const [fault] = STORY.faults;
  const left = { ...fault!, undone: false, reason: "still there" };
  const verdict = { ...STORY.verdict, undone: false };
  const text = verdictLines({ ...STORY, verdict, faults: [left] }, { paint, plain: true }).join(
    "\n",
  );
  assert.match(text, /NOT undone: still there/);
  assert.match(text, /something is left: netops chaos doctor/);
  assert.match(text, /^[\n\x20-\x7e]+$/);
});

Deno.test("what strangers wrote cannot steer the terminal", () => {
  const options = { paint, columns: 100, plain: false };
  const lines = [...headLines(STORY, options), ...verdictLines(STORY, options)];
  assert.ok(!lines.join("").includes("\x1b") && !lines.join("").includes("\x07"));
});
