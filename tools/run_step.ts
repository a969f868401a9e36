import { existsSync } from "node:fs";
import { join } from "node:path";
import { countTests, NO_TESTS, parseJunit, type TestCounts } from "./junit.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** One thing to run with Deno. */
export interface Step {
  readonly name: string;
  readonly args: readonly string[];
  /** Where the run writes JUnit, when it is a test run. */
  readonly junit?: string;
}

/** How a step went. */
export interface StepResult {
  readonly name: string;
  readonly isOk: boolean;
  readonly durationMs: number;
  readonly counts: TestCounts;
  /** Titles of skipped tests; an oracle's title says how to get it. */
  readonly skippedTitles: readonly string[];
  readonly output: string;
}

/** Makes the step that runs the tests of some folders; git keeps no empty ones, so some may be absent. */
export function testStep(
  name: string,
  paths: readonly string[],
  options: { readonly flags?: readonly string[] } = {},
): Step {
  const junit = join(reportsFolder(), `${name}.xml`);
  const present = paths.filter((path) => existsSync(join(ROOT, path)));
  if (present.length === 0) return { name, args: ["eval", "console.log('no tests yet')"] };
  const shared = ["test", "-A", "--no-check", "--permit-no-files", `--junit-path=${junit}`];
  const args = [...shared, ...(options.flags ?? []), ...present];
  return { name, args, junit };
}

/** Where JUnit files and logs go; ignored by git. */
export function reportsFolder(): string {
  return join(ROOT, "reports");
}

/** Runs a step with its output kept back in a log below reports/. */
export async function runStep(step: Step): Promise<StepResult> {
  await Deno.mkdir(reportsFolder(), { recursive: true });
  if (step.junit !== undefined) await Deno.remove(step.junit).catch(() => {}); // absent the first time
  const startedAtMs = performance.now();
  const result = await new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    cwd: ROOT,
    stdin: "null",
    clearEnv: true,
    env: childEnvironment(Deno.env.toObject()),
  }).output();
  const durationMs = Math.round(performance.now() - startedAtMs);
  const decoder = new TextDecoder();
  const output = decoder.decode(result.stdout) + decoder.decode(result.stderr);
  await Deno.writeTextFile(join(reportsFolder(), `${step.name}.log`), output);
  return { name: step.name, durationMs, output, ...await judge(step, result.success) };
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
export function formatResult({ name, isOk, durationMs, counts }: StepResult): string {
  const tests = counts.passed + counts.failed + counts.skipped;
  const detail = tests === 0 ? "" : `  ${counts.passed} passed` +
    (counts.failed > 0 ? `, ${counts.failed} failed` : "") +
    (counts.skipped > 0 ? `, ${counts.skipped} skipped` : "");
  const time = `${durationMs.toLocaleString("en-US")} ms`;
  return `${isOk ? "ok  " : "FAIL"}  ${name.padEnd(12)} ${time.padStart(11)}${detail}`;
}
