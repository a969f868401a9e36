/**
 * `deno task test [LAYER...]`: ok, then the layers that start real processes, one after the other.
 * With names, only those: `deno task test wire e2e`. The last line is `N passed, N failed, N skipped`.
 */
import { closeRun, runOk } from "./ok.ts";
import { judgeResidue, listResidue, TEST_MARK } from "./residue.ts";
import {
  formatResult,
  reportsFolder,
  runParts,
  runStep,
  type StepResult,
  testStep,
} from "./run_step.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const LAYERS = ["contract", "wire", "integration", "e2e", "self_chaos", "issues"];

/** Layers that mostly wait: two halves at once fill two cores. */
const SIDE_BY_SIDE: ReadonlySet<string> = new Set(["e2e"]);

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((name) => name !== "ok" && !LAYERS.includes(name));
  if (unknown !== undefined) {
    console.error(`No test layer is called "${unknown}"; known: ok, ${LAYERS.join(", ")}`);
    return 2;
  }
  const mark = crypto.randomUUID();
  Deno.env.set(TEST_MARK, mark);
  const before = listResidue(mark);
  const isWanted = (name: string) => args.length === 0 || args.includes(name);
  const results = isWanted("ok") ? await runOk() : [];
  for (const layer of LAYERS.filter(isWanted)) results.push(await runLayer(layer));
  const residue = judgeResidue(before, mark);
  console.log(formatResult(residue));
  return closeRun([...results, residue]);
}

/** Every second file each, by name: what is alike, and as long, stands side by side. */
async function halves(layer: string) {
  const names = (await Array.fromAsync(Deno.readDir(`${ROOT}tests/${layer}`)))
    .map(({ name }) => name).filter((name) => name.endsWith("_test.ts")).sort();
  return [0, 1].map((half) =>
    testStep(
      `${layer}_${half + 1}`,
      names.filter((_, at) => at % 2 === half).map((name) => `tests/${layer}/${name}`),
    )
  );
}

async function runLayer(layer: string): Promise<StepResult> {
  console.log(`      ${layer} … (log: ${reportsFolder()}/${layer}*.log)`);
  const result = SIDE_BY_SIDE.has(layer)
    ? await runParts(layer, await halves(layer))
    : await runStep(testStep(layer, [`tests/${layer}`]));
  console.log(formatResult(result));
  return result;
}
