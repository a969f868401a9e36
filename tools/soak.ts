/** `deno task soak`: what takes long, and writes what it found to docs/results/soak.md. */
import { countTests, formatCounts, parseJunit, type TestCase } from "./junit.ts";
import { formatResult, runStep, testStep } from "./run_step.ts";

const RESULTS = new URL("../docs/results/soak.md", import.meta.url).pathname;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const step = { ...testStep("soak", ["tests/soak"]), isOnce: true };
  const result = await runStep(step);
  console.log(result.output);
  console.log(formatResult(result));
  const xml = step.junit === undefined ? "" : await Deno.readTextFile(step.junit).catch(() => "");
  await Deno.mkdir(new URL(".", `file://${RESULTS}`), { recursive: true });
  await Deno.writeTextFile(RESULTS, report(parseJunit(xml), new Date()));
  console.log(formatCounts(result.counts));
  return result.isOk ? 0 : 1;
}

/** The page of results. */
export function report(cases: readonly TestCase[], at: Date): string {
  const { cpus, os } = { cpus: navigator.hardwareConcurrency, os: Deno.build.os };
  const rows = cases.map(({ name, outcome, durationMs }) =>
    `| ${name.replaceAll("|", "\\|")} | ${outcome} | ${(durationMs / 1000).toFixed(1)} s |`
  );
  return [
    "# Soak: the last run",
    "",
    `Written by \`deno task soak\` on ${at.toISOString().slice(0, 10)}; ` +
    `Deno ${Deno.version.deno}, ${os}, ${cpus} cores. ${formatCounts(countTests(cases))}.`,
    "",
    "| test | outcome | time |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
