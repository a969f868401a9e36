/**
 * Reports of experiments that were run: told as a story, drawn, written in forms for people and for CI, and
 * compared. All of it is pure.
 *
 * ```ts
 * const story = tellStory(store.read(id));
 * const page = htmlReport(story);
 * const comparison = compareRuns(story, older);
 * ```
 *
 * @module
 */
export { armLine, armRows } from "./arms_rows.ts";
export type {
  Happening,
  PlannedMark,
  RunStory,
  StoryActivity,
  StoryCheck,
  StoryFault,
  StoryPhase,
  StoryPlan,
  StoryProbe,
  StoryVerdict,
} from "./run_story.ts";
export { type Change, type ComparedRow, compareRuns, type Comparison } from "./compare_runs.ts";
export { comparisonHtml, comparisonMarkdown, comparisonWords } from "./comparison_reports.ts";
export { htmlReport } from "./html_report.ts";
export { jsonReport, type ReportDocument } from "./json_report.ts";
export { junitReport } from "./junit_report.ts";
export { knownText } from "./known_text.ts";
export { markdownReport } from "./markdown_report.ts";
export { storyPlan } from "./story_plan.ts";
export { tellStory } from "./tell_story.ts";
export { type RowLook, type TextDrawing, type TextRow, textTimeLine } from "./text_time_line.ts";
export { durationWords } from "./words.ts";
