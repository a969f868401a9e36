import { NetopsError } from "@netops/core";
import { BAD_RELEASES, type ManySummary, simulateMany } from "@netops/pipelines/simulation";
import type { CommandContext } from "../command_context.ts";
import { readCanaryConfig } from "../deploy/read_canary.ts";
import { type SimulatedStage, simulatedStage } from "../deploy/simulated_stage.ts";
import type { ParsedCommand } from "../spec.ts";
import type { SIMULATE_OPTIONS } from "../tree/deploy_simulate_command.ts";
import { simulateLines } from "../views/simulate_lines.ts";

type Parsed = ParsedCommand<typeof SIMULATE_OPTIONS>;

const USUAL_DEPLOYS = 50;
const MOST_DEPLOYS = 10_000;
const SAID_EVERY = 10;

/** Reckons many releases, and says whether the strategy and the judge are good enough: 0, or 5. */
export async function run({ args, options }: Parsed, context: CommandContext): Promise<number> {
  const { print, globals } = context;
  const deploys = readDeploys(args["deploys"]);
  const bounds = {
    mostFalseRatio: readPercent("most-false", options.mostFalse),
    leastCaughtRatio: readPercent("least-caught", options.leastCaught),
  };
  const models = modelsOf(options.model);
  const { canaryConfig: file } = options;
  const config = file === undefined ? undefined : readCanaryConfig(file, context);
  const stage = await simulatedStage(options, config === undefined ? undefined : { ...config });
  const summary = await reckon({ deploys, models, options, stage }, context);
  const isGoodEnough = 1 - summary.good.rightRatio <= bounds.mostFalseRatio &&
    summary.bad.rightRatio >= bounds.leastCaughtRatio;
  if (globals.json) {
    const { strategy, sharesPercent, bakeMs } = stage;
    const plan = { strategy, sharesPercent, bakeMs, requestsPerSecond: options.rate };
    print.document({
      schema: "netops.deploy.simulation/v1",
      ...{ ...plan, ...bounds, isGoodEnough, ...summary },
    });
  } else {for (const line of simulateLines(summary, { ...bounds, paint: print.paint })) {
      print.line(line);
    }}
  return context.stop.settle(isGoodEnough ? 0 : 5);
}

interface ReckonOrder {
  readonly deploys: number;
  readonly models: Readonly<Record<string, (typeof BAD_RELEASES)[string]>>;
  readonly options: Parsed["options"];
  readonly stage: SimulatedStage;
}

async function reckon(
  { deploys, models, options, stage }: ReckonOrder,
  { print, host, stop }: CommandContext,
): Promise<ManySummary> {
  const { replicas, strategy, sharesPercent, bakeMs, watchMs } = stage;
  let done = 0;
  const startedMs = host.clock.monotonicMs();
  return await simulateMany({
    ...{ deploys, models, seed: options.seed, requestsPerSecond: options.rate },
    ...{ strategy, sharesPercent, bakeMs, watchMs, spec: stage },
    ...(replicas === undefined ? {} : { replicas }),
    onOutcome: (model) => {
      stop.signal.throwIfAborted();
      if (++done % SAID_EVERY !== 0) return;
      const elapsedS = (host.clock.monotonicMs() - startedMs) / 1_000;
      print.detail(`${done} of ${2 * deploys} after ${elapsedS.toFixed(0)} s, now: ${model}`);
    },
  });
}

function readDeploys(text: string | undefined): number {
  if (text === undefined) return USUAL_DEPLOYS;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_DEPLOYS) return count;
  throw new NetopsError("USAGE", `Cannot reckon "${text}" deploys: 1 to ${MOST_DEPLOYS}`, {
    fix: "netops deploy simulate 50",
  });
}

function readPercent(name: string, text: string): number {
  const percent = Number(text);
  if (text.trim() !== "" && percent >= 0 && percent <= 100) return percent / 100;
  throw new NetopsError("USAGE", `Cannot take --${name} "${text}": percent from 0 to 100`);
}

function modelsOf(names: readonly string[]): ReckonOrder["models"] {
  if (names.length === 0) return BAD_RELEASES;
  return Object.fromEntries(names.map((name) => {
    const model = Object.hasOwn(BAD_RELEASES, name) ? BAD_RELEASES[name] : undefined;
    if (model !== undefined) return [name, model];
    const known = Object.keys(BAD_RELEASES).map((one) => `"${one}"`).join(", ");
    throw new NetopsError("USAGE", `Cannot reckon "${name}": no such bad release`, {
      fix: `--model with one of: ${known}`,
    });
  }));
}
