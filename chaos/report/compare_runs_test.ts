import assert from "node:assert/strict";
import { compareRuns } from "./compare_runs.ts";
import { comparisonHtml, comparisonMarkdown, comparisonWords } from "./comparison_reports.ts";
import { HOSTILE_TITLE, keptRun } from "./report_fixture.ts";
import { tellStory } from "./tell_story.ts";

const worse = tellStory(keptRun({ id: "x-new", recoveryMs: 2_000 }));
const better = tellStory(keptRun({ id: "x-old", middleStatus: 200 }));

Deno.test("a comparison says what got worse, and turned round what got better", () => {
  const changeOf = (what: string, rows = compareRuns(worse, better).rows) =>
    rows.find((row) => row.what === what)?.change;
  assert.deepEqual(
    ["verdict", "checks met", "recovered after", "faults undone"].map((what) => changeOf(what)),
    ["worse", "worse", "worse", "same"],
  );
  const { rows } = compareRuns(better, worse);
  assert.deepEqual(
    ["verdict", "checks met", "recovered after"].map((what) => changeOf(what, rows)),
    ["better", "better", "better"],
  );
});

Deno.test("times that differ by noise are the same", () => {
  const near = tellStory(keptRun({ recoveryMs: 840 }));
  const row = compareRuns(near, better).rows.find(({ what }) => what === "recovered after");
  assert.equal(row?.change, "same");
});

Deno.test("a comparison of runs with other plans says so", () => {
  assert.doesNotMatch(comparisonWords(compareRuns(worse, better)), /not the same plan/);
  const other = { ...better, planHash: "ff" };
  assert.match(comparisonWords(compareRuns(worse, other)), /not the same plan/);
});

Deno.test("forms of a comparison hold nothing of strangers as markup, and each drawing its own stripes", () => {
  const hostile = tellStory(keptRun({ id: "x-new", title: HOSTILE_TITLE }));
  const comparison = compareRuns(hostile, better);
  const page = comparisonHtml(comparison, { after: hostile, before: better });
  assert.ok(!/<script/i.test(page));
  assert.deepEqual([...page.matchAll(/pattern id="([^"]+)"/g)].map(([, id]) => id), [
    "stripes-x-new",
    "stripes-x-old",
  ]);
  assert.match(
    comparisonMarkdown(comparison),
    /^\| verdict \| held \| deviated \| \*\*worse\*\* \|$/m,
  );
});
