/**
 * What becomes of good and bad releases in virtual time: `netops deploy simulate N`, as a page of results.
 *
 *   deno task bench:simulate [deploys] [seed]
 */

const ROOT = new URL("../", import.meta.url).pathname;
const RESULTS = `${ROOT}docs/results/deploy_simulate.md`;

interface Row {
  readonly model: string;
  readonly deploys: number;
  readonly promoted: number;
  readonly rolledBack: number;
  readonly inconclusive: number;
  readonly timeToVerdictMs: { readonly p50: number; readonly p95: number };
  readonly mostUsersHit: number;
  readonly dropped: number;
}

interface Simulation {
  readonly sharesPercent: readonly number[];
  readonly bakeMs: number;
  readonly requestsPerSecond: number;
  readonly isGoodEnough: boolean;
  readonly good: Row;
  readonly bad: Row;
  readonly models: readonly Row[];
}

async function simulate(deploys: string, seed: string): Promise<Simulation> {
  const { code, stdout, stderr } = await new Deno.Command(`${ROOT}netops`, {
    args: ["deploy", "simulate", deploys, "--seed", seed, "--json"],
    env: { NETOPS_DENO: Deno.execPath() },
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0 && code !== 5) throw new Error(decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

function rowLine({ model, deploys, timeToVerdictMs: { p50, p95 }, ...row }: Row): string {
  const seconds = (timeMs: number) => `${(timeMs / 1_000).toFixed(0)} s`;
  const cells = [model, deploys, row.promoted, row.rolledBack, row.inconclusive];
  const times = [seconds(p50), seconds(p95)];
  return `| ${[...cells, ...times, row.mostUsersHit, row.dropped].join(" | ")} |`;
}

function page(deploys: string, seed: string, simulation: Simulation): string {
  const { sharesPercent, bakeMs, requestsPerSecond, isGoodEnough } = simulation;
  const { good, bad, models } = simulation;
  return [
    "# Good and bad releases in virtual time",
    "",
    `\`deno task bench:simulate ${deploys} ${seed}\`: the stage and the judge of real deploys, canary at ` +
    `${sharesPercent.join(", ")} % with bakes of ${
      bakeMs / 1_000
    } s, ${requestsPerSecond} requests a second on a clock of their own.`,
    "",
    "| release | of | promoted | rolled back | inconclusive | verdict p50 | p95 | users hit, most | dropped |",
    "|---|---|---|---|---|---|---|---|---|",
    ...[good, bad, ...models].map(rowLine),
    "",
    `P(promoted | good) = ${(100 * good.promoted / good.deploys).toFixed(1)} %, ` +
    `P(rolled back | bad) = ${(100 * bad.rolledBack / bad.deploys).toFixed(1)} %. ` +
    `The goal (at most 2 % of the good ones back, at least 95 % of the bad ones) is ${
      isGoodEnough ? "met" : "not met"
    }.`,
    "",
  ].join("\n");
}

if (import.meta.main) {
  const [deploys = "500", seed = "1"] = Deno.args;
  const simulation = await simulate(deploys, seed);
  const text = page(deploys, seed, simulation);
  await Deno.writeTextFile(RESULTS, text);
  console.log(text);
  if (!simulation.isGoodEnough) Deno.exit(1);
}
