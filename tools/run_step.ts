import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  addCounts,
  countTests,
  NO_TESTS,
  parseJunit,
  type TestCase,
  type TestCounts,
} from "./junit.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** One thing to run with Deno. */
export interface Step {
  readonly name: string;
  readonly args: readonly string[];
  /** Where the run writes JUnit, when it is a test run. */
  readonly junit?: string;
  /** Whether a failure stands at once. */
  readonly isOnce?: boolean;
}

/** How a step went. */
export interface StepResult {
  readonly name: string;
  readonly isOk: boolean;
  readonly durationMs: number;
  readonly counts: TestCounts;
  /** Titles of skipped tests; an oracle's title says how to get it. */
  readonly skippedTitles: readonly string[];
  /** The tests that failed; the steps of a failed test and the test itself are listed one by one. */
  readonly failures: readonly TestCase[];
  /** Tests that failed first and passed when their files ran again alone. */
  readonly unsteady: readonly TestCase[];
  readonly output: string;
}

/** Makes the step that runs the tests of some folders; git keeps no empty ones, so some may be absent. */
export function testStep(
  name: string,
  paths: readonly string[],
  options: { readonly flags?: readonly string[] } = {},
): Step {
  const junit = join(reportsFolder(), `${name}.xml`);
  const present = paths.filter((path) => existsSync(resolve(ROOT, path)));
  if (present.length === 0) return { name, args: ["eval", "console.log('no tests yet')"] };
  const shared = ["test", "-A", "--no-check", "--permit-no-files", `--junit-path=${junit}`];
  const args = [...shared, ...(options.flags ?? []), ...present];
  return { name, args, junit };
}

/** Where JUnit files and logs go; ignored by git. */
export function reportsFolder(): string {
  return join(ROOT, "reports");
}

/**
 * Runs a step with its output kept back in a log below reports/.
 *
 * Files of failed tests run once more, alone, when they are few: on a shared machine a bound on time
 * fails now and then (ADR 0017). What passed only then is told apart from what passed.
 */
export async function runStep(step: Step): Promise<StepResult> {
  return await runParts(step.name, [step]);
}

/**
 * Runs parts of a step side by side, as one: files that failed in any of them run again when all are over, alone.
 */
export async function runParts(name: string, parts: readonly Step[]): Promise<StepResult> {
  await Deno.mkdir(reportsFolder(), { recursive: true });
  const startedAtMs = performance.now();
  const first = joinRuns(name, await Promise.all(parts.map(runOnce)));
  const isOnce = parts.some((part) => part.isOnce === true);
  const most = MAX_SECOND_TRIES * parts.length;
  const again = secondTry({ name, isOnce, most }, first);
  const { passedTitles: _, ...last } = again === undefined
    ? first
    : settle(first, await runOnce(again));
  return { ...last, durationMs: Math.round(performance.now() - startedAtMs) };
}

type Run = Omit<StepResult, "durationMs"> & { readonly passedTitles: readonly string[] };

function joinRuns(name: string, runs: readonly Run[]): Run {
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) return only;
  return {
    name,
    isOk: runs.every(({ isOk }) => isOk),
    counts: addCounts(runs.map(({ counts }) => counts)),
    skippedTitles: runs.flatMap(({ skippedTitles }) => skippedTitles),
    passedTitles: runs.flatMap(({ passedTitles }) => passedTitles),
    failures: runs.flatMap(({ failures }) => failures),
    unsteady: [],
    output: runs.map(({ output }) => output).join("\n"),
  };
}

/** The most files of a part that may run a second time: more that fail at once are no accident. */
const MAX_SECOND_TRIES = 3;

/** The step that runs the files of failed tests once more; nothing when that would prove nothing. */
function secondTry(
  step: Pick<Step, "name"> & { readonly isOnce: boolean; readonly most: number },
  { isOk, failures }: Run,
): Step | undefined {
  const files = [...new Set(failures.map(testFileOf))].filter((file) => file !== undefined);
  if (failures.some((failure) => testFileOf(failure) === undefined)) return undefined;
  if (isOk || step.isOnce || files.length === 0 || files.length > step.most) return undefined;
  return testStep(`${step.name}_again`, files);
}

/** Its test file: a test that a harness registers has the harness for its file, and the real one in its stack. */
function testFileOf({ file, message = "" }: TestCase): string | undefined {
  if (file.endsWith("_test.ts")) return file;
  return /\b((?:tests|tools)\/[\w./-]+_test\.ts)/.exec(message)?.[1];
}

/**
 * A second failure stands as the first, and so does a test that the second run did not show to pass; a second success
 * is told as what it is: unsteady. A test that fails only the second time proves that nothing is.
 */
function settle(first: Run, second: Run): Run {
  const shown = new Set(second.passedTitles);
  const failures = first.failures.filter(({ name }) => !shown.has(name));
  if (failures.length === 0 && !second.isOk) return first;
  const { passed, failed, skipped } = first.counts;
  const mended = first.failures.length - failures.length;
  return {
    ...first,
    isOk: failures.length === 0,
    counts: { passed: passed + mended, failed: failed - mended, skipped },
    failures,
    unsteady: first.failures.filter(({ name }) => shown.has(name)),
  };
}

async function runOnce(step: Step): Promise<Run> {
  if (step.junit !== undefined) await Deno.remove(step.junit).catch(() => {}); // absent the first time
  const result = await new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    cwd: ROOT,
    stdin: "null",
    clearEnv: true,
    env: childEnvironment(Deno.env.toObject()),
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(result.stdout) + decoder.decode(result.stderr);
  await Deno.writeTextFile(join(reportsFolder(), `${step.name}.log`), output);
  return { name: step.name, output, unsteady: [], ...await judge(step, result.success) };
}

/** A run that died before it wrote its report counts as one failure, and so does a failed check. */
async function judge(step: Step, isOk: boolean) {
  const xml = step.junit === undefined ? "" : await Deno.readTextFile(step.junit).catch(() => "");
  const cases = parseJunit(xml);
  const counts = step.junit === undefined ? NO_TESTS : countTests(cases);
  const skippedTitles = cases.filter((one) => one.outcome === "skipped").map((one) => one.name);
  return {
    isOk,
    skippedTitles,
    passedTitles: cases.filter((one) => one.outcome === "passed").map((one) => one.name),
    failures: cases.filter((one) => one.outcome === "failed"),
    counts: isOk || counts.failed > 0 ? counts : { ...counts, failed: 1 },
  };
}

/** Where outside programs lie, and by what the processes of a test run are known. */
const KEPT = new Set(["NETOPS_TOOLS", "NETOPS_TEST_MARK"]);

/** The environment without what would change netops; a run of the user is not the tests' business. */
export function childEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(env)
    .filter(([name]) => !name.startsWith("NETOPS_") || KEPT.has(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

/** Runs steps, at most `width` at once, in the given order; reports each as it ends. */
export async function runSteps(
  steps: readonly Step[],
  options: { readonly width: number; readonly onEnd: (result: StepResult) => void },
): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await runStep(step);
      results.push(result);
      options.onEnd(result);
    }
  };
  await Promise.all(Array.from({ length: options.width }, work));
  return results;
}

/** One line of the table of results. */
export function formatResult(result: StepResult): string {
  const { name, isOk, durationMs, counts, unsteady } = result;
  const tests = counts.passed + counts.failed + counts.skipped;
  const detail = tests === 0 ? "" : `  ${counts.passed} passed` +
    (counts.failed > 0 ? `, ${counts.failed} failed` : "") +
    (counts.skipped > 0 ? `, ${counts.skipped} skipped` : "") +
    (unsteady.length > 0 ? `, ${unsteady.length} of them only at the second try` : "");
  const time = `${durationMs.toLocaleString("en-US")} ms`;
  return `${isOk ? "ok  " : "FAIL"}  ${name.padEnd(12)} ${time.padStart(11)}${detail}`;
}
