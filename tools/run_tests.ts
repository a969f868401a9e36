/**
 * `deno task test [LAYER...]`: ok, then the layers that start real processes, one after the other.
 * With names, only those: `deno task test wire e2e`. The last line is `N passed, N failed, N skipped`.
 */
import { closeRun, runOk } from "./ok.ts";
import { judgeResidue, listResidue, TEST_MARK } from "./residue.ts";
import { formatResult, reportsFolder, runStep, type StepResult, testStep } from "./run_step.ts";

const LAYERS = ["contract", "wire", "integration", "e2e", "self_chaos", "issues"];

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

async function runLayer(layer: string): Promise<StepResult> {
  console.log(`      ${layer} … (log: ${reportsFolder()}/${layer}.log)`);
  const result = await runStep(testStep(layer, [`tests/${layer}`]));
  console.log(formatResult(result));
  return result;
}
