/**
 * `deno task ok`: everything that can be known without starting a process of ours, in under a minute.
 */
import { addCounts, formatCounts, type TestCase } from "./junit.ts";
import { listSources, splitByTypes } from "./source_files.ts";
import { formatResult, runSteps, type Step, type StepResult, testStep } from "./run_step.ts";

const MEMBERS = ["core", "cli", "server", "oca", "chaos", "pipelines", "load", "tools"];

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const results = await runOk();
  return closeRun(results);
}

/** Runs every check, the longest first, and prints a line for each. */
export async function runOk(): Promise<StepResult[]> {
  return await runSteps(okSteps(await splitByTypes(await listSources())), {
    width: Math.max(2, Math.min(4, navigator.hardwareConcurrency)),
    onEnd: (result) => console.log(formatResult(result)),
  });
}

/** Prints what failed, what was skipped and the closing line; gives the exit code. */
export function closeRun(results: readonly StepResult[]): number {
  for (const { output, name } of results.filter(saysMoreThanItsTests)) {
    console.log(`\n──── ${name} failed ────\n${output.trim().split("\n").slice(-200).join("\n")}`);
  }
  const failures = results.flatMap((result) => result.failures);
  printList("skipped", results.flatMap((result) => result.skippedTitles));
  printTests("passed only at the second try", results.flatMap((result) => result.unsteady));
  printTests("failed", failures);
  // Once more, without what they said: a log that was cut short still has its end.
  if (failures.length > 1) {
    printList(
      "in short",
      failures.map(({ file, name }) => `${file} => ${name}`),
    );
  }
  console.log(`\n${formatCounts(addCounts(results.map((result) => result.counts)))}`);
  return results.every((result) => result.isOk) ? 0 : 1;
}

/** A check that failed, or a run that died outside of a test. */
function saysMoreThanItsTests({ isOk, failures }: StepResult): boolean {
  return !isOk && failures.length === 0;
}

function printList(what: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log(`\n${what}:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}

/** Late, so that a log that was cut short still says which tests and why. */
function printTests(what: string, cases: readonly TestCase[]): void {
  if (cases.length > 0) console.log(`\n${what}:`);
  for (const { file, name, message = "" } of cases) {
    const said = message.trim().split("\n").slice(0, 12).map((line) => `      ${line}`);
    console.log([`  ${file} => ${name}`, ...said].join("\n"));
  }
}

function okSteps(sources: { browser: readonly string[]; deno: readonly string[] }): Step[] {
  const entries = [...sources.deno, ...sources.browser].filter((file) =>
    /^(cli|(server|oca|chaos|pipelines|load)\/\w+)\/main\.ts$/.test(file)
  );
  const run = (script: string) => ["run", "-A", "--no-check", `tools/${script}.ts`];
  return [
    { name: "check", args: ["check", "--quiet", ...sources.deno] },
    testStep("unit", MEMBERS, { flags: ["--parallel"] }),
    { name: "check_web", args: ["check", "--quiet", ...sources.browser] },
    { name: "lint", args: ["lint", "--quiet"] },
    { name: "fmt", args: ["fmt", "--check", "--quiet"] },
    { name: "cycles", args: run("cycles") },
    { name: "docs", args: run("doc_lint") },
    { name: "surfaces", args: run("surfaces") },
    { name: "lock", args: ["install", "--frozen", "--quiet"] },
    // deno task lock writes it
    { name: "user_lock", args: ["cache", "--frozen", "--quiet", "--lock=netops.lock", ...entries] },
  ];
}
