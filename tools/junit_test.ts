import assert from "node:assert/strict";
import { addCounts, countTests, formatCounts, parseJunit } from "./junit.ts";

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="3" failures="1" errors="0" time="0.008">
    <testsuite name="./a_test.ts" tests="3" disabled="1" errors="0" failures="1">
        <testcase name="a" classname="./a_test.ts" time="1.250" line="1" col="6">
        </testcase>
        <testcase name="b [denokv &lt;0.14&gt;]" classname="./a_test.ts" time="0.000" line="1" col="32">
            <skipped/>
        </testcase>
        <testcase name="c" classname="./a_test.ts" time="0.001" line="1" col="137">
            <failure message="Uncaught Error: x">Error: &lt;testcase name="no"&gt;</failure>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("parseJunit() reads files, names, outcomes, times and what a failure said", () => {
  const file = "./a_test.ts";
  assert.deepEqual(parseJunit(XML), [
    { file, name: "a", outcome: "passed", durationMs: 1250 },
    { file, name: "b [denokv <0.14>]", outcome: "skipped", durationMs: 0 },
    { file, name: "c", outcome: "failed", durationMs: 1, message: 'Error: <testcase name="no">' },
  ]);
  assert.deepEqual(parseJunit(""), []);
});

Deno.test("formatCounts() prints the closing line of a run", () => {
  const counts = countTests(parseJunit(XML));
  assert.equal(formatCounts(addCounts([counts, counts])), "2 passed, 2 failed, 2 skipped");
  assert.equal(formatCounts(addCounts([])), "0 passed, 0 failed, 0 skipped");
});
