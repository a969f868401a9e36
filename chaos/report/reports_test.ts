import assert from "node:assert/strict";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { ArmsComparison } from "../experiment/mod.ts";
import { escapeMarkdown } from "./escape.ts";
import { htmlReport } from "./html_report.ts";
import { jsonReport } from "./json_report.ts";
import { junitReport } from "./junit_report.ts";
import { markdownReport } from "./markdown_report.ts";
import { HOSTILE_TITLE, keptRun } from "./report_fixture.ts";
import { armLine } from "./arms_rows.ts";
import { tellStory } from "./tell_story.ts";

const DATA = new URL("../../tests/data/", import.meta.url).pathname;

async function assertGolden(text: string, name: string): Promise<void> {
  if (Deno.env.get("UPDATE_GOLDEN") === "1") await Deno.writeTextFile(DATA + name, text);
  assert.equal(text, await Deno.readTextFile(DATA + name), "UPDATE_GOLDEN=1 writes it anew");
}

Deno.test("Markdown says verdict and reason first, then what was not met", async () => {
  await assertGolden(markdownReport(tellStory(keptRun())), "chaos_report.md");
});

Deno.test("JUnit has a case per check, activity, undo, recovery and the verdict", async () => {
  await assertGolden(junitReport(tellStory(keptRun())), "chaos_report.xml");
});

Deno.test("JUnit with a hostile title is well-formed, and the title is what it was", () => {
  const xml = junitReport(tellStory(keptRun({ title: HOSTILE_TITLE })));
  assert.equal(XMLValidator.validate(xml), true);
  const parser = new XMLParser({ ignoreAttributes: false, processEntities: true });
  const { testsuites } = parser.parse(xml);
  assert.equal(testsuites["@_failures"], "2");
  assert.match(testsuites.testsuite["@_name"], /^<script>alert\(1\)<\/script> \| "quoted" & /);
});

Deno.test("JUnit counts what it holds: errors, failures and what was skipped", () => {
  const story = tellStory(keptRun());
  const [first, ...checks] = story.checks;
  const activities = [{ ...story.activities[0]!, status: "unfinished" }];
  const broken = { ...first!, isMet: false, hasError: true };
  const xml = junitReport({ ...story, activities, checks: [broken, ...checks] });
  assert.match(xml, /failures="2" errors="1" skipped="1"/);
});

Deno.test("a page holds nothing of a hostile title as markup, no script and no address to load", () => {
  const page = htmlReport(tellStory(keptRun({ title: HOSTILE_TITLE })));
  assert.ok(!/<script/i.test(page));
  assert.ok(!page.includes("<b>2</b>"), "the body of an answer is no markup either");
  assert.ok(!/(?:src|href)=|url\((?!#)|@import/.test(page));
  assert.ok(page.indexOf("deviated") < page.indexOf("<svg"), "the verdict comes first");
});

Deno.test("every mark of the drawing stands in a table as well", () => {
  const story = tellStory(keptRun());
  const [, tables = ""] = htmlReport(story).split("</svg>");
  for (const { words } of story.happenings) assert.ok(tables.includes(words), words);
  for (const name of ["during #1", "during #2", "latency", "one is slow", "recovery"]) {
    assert.ok(tables.includes(name), name);
  }
});

Deno.test("the drawing shows how long activities took, those at the same time below one another", () => {
  const story = tellStory(keptRun());
  const [first] = story.activities;
  const activities = [0, 1_000, 4_000].map((offsetMs) => ({
    ...{ ...first!, startedAtMs: story.startedAtMs + offsetMs },
    endedAtMs: story.startedAtMs + offsetMs + 2_000,
  }));
  const page = htmlReport({ ...story, activities });
  const bars = [...page.matchAll(/class="bar activity" x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)];
  const [one, two, three] = bars.map(([, x, y, width]) => [x, y, width].map(Number))
    .sort((a, b) => a[0]! - b[0]!);
  assert.ok(one![2]! > 200, `${one} is 2 of 6 s wide`);
  assert.ok(two![1]! > one![1]!, "two at the same time");
  assert.equal(bars.length, 3);
  assert.equal([one, two].filter((bar) => bar![1] === three![1]).length, 1);
});

Deno.test("a check that is planned after the method has no time that nobody planned", () => {
  const run = keptRun();
  const text = run.order.text.replace("    pauses: { after: 5.0 }\n", "");
  const page = htmlReport(tellStory({ ...run, order: { ...run.order, text } }));
  assert.match(page, /<td>after<\/td><td>after the method<\/td>/);
});

Deno.test("text of strangers is no markup, mention or link in Markdown, and cannot leave its cell", () => {
  const cell = escapeMarkdown(`a|b\n# c <i> @all https://evil.test [x](y)`);
  assert.ok(!/[^\\]\||\n|<i>|@all|:\/\/|[^\\]\[/.test(cell), cell);
  assert.equal(escapeMarkdown("3.0 s"), "3.0 s");
  assert.equal(escapeMarkdown("3. x"), "3\\. x");
});

Deno.test("the document keeps every field of chaos run, and adds what was seen", () => {
  const run = keptRun();
  const document = jsonReport(tellStory(run), run);
  assert.equal(document.schema, "netops.experiment/v1");
  assert.deepEqual([document.exitCode, document.undone, document.deviated], [5, true, true]);
  assert.deepEqual([document.checks.length, document.events.length, document.faults[0]?.hits], [
    4,
    2,
    17,
  ]);
});

const ARMS: ArmsComparison = {
  ...{ verdict: "worse", reason: "they fail <more> often" },
  control: { requests: 400, failures: 4, medianMs: 3.21, p95Ms: 12 },
  experiment: { requests: 390, failures: 200, medianMs: 5, p95Ms: 30 },
  failures: { difference: 0.503, low: 0.452, high: 0.551, tolerance: 0.05, lies: "beyond" },
  latencyMs: { difference: 1.8, low: 1.2, high: 2.4 },
};

Deno.test("every report shows both arms, their difference, its interval, and what is allowed", () => {
  const run = keptRun({ arms: ARMS });
  const story = tellStory(run);
  const row = ["failed", "4 of 400", "200 of 390", "50.3 points", "45.2 points to 55.1 points"];
  const markdown = markdownReport(story);
  assert.ok(markdown.includes(`| ${row.join(" | ")} | 5.0 points |`), markdown);
  assert.match(markdown, /\| median \| 3\.2 ms \| 5\.0 ms \| 1\.8 ms \| .* \| not judged \|/);
  for (const cell of row) assert.ok(htmlReport(story).includes(`<td>${cell}</td>`), cell);
  const xml = junitReport(story);
  assert.match(
    xml,
    /name="the arms are alike"[^/]*>\s*<failure message="they fail &lt;more&gt; often"/,
  );
  assert.deepEqual(jsonReport(story, run).comparison, ARMS);
  assert.match(armLine(ARMS), /^arms worse: control 4 of 400, experiment 200 of 390 failed, diff/);
});

Deno.test("JUnit calls arms of which nothing is known an error, and a run without arms has no case", () => {
  const nothing = { requests: 0, failures: 0 };
  const arms = { verdict: "unknown", reason: "r", control: nothing, experiment: nothing } as const;
  assert.match(junitReport(tellStory(keptRun({ arms }))), /<error message="r" type="arms">/);
  assert.ok(!junitReport(tellStory(keptRun())).includes("the arms"));
  assert.equal(armLine(arms), "arms unknown: control 0 of 0, experiment 0 of 0 failed");
});
