import { NetopsError } from "@netops/core";
import type { PipelineSpecInput } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { carryOutDeploy } from "../deploy/carry_out_deploy.ts";
import { deployPipeline } from "../deploy/deploy_pipeline.ts";
import { isPipelineFile } from "../deploy/pipeline_file.ts";
import { readParameters } from "../deploy/read_parameters.ts";
import { readSource } from "../deploy/read_source.ts";
import { refuseUnshippable } from "../deploy/refuse_unshippable.ts";
import { showDeployPlan } from "../deploy/show_deploy_plan.ts";
import { longName, type ParsedCommand } from "../spec.ts";
import { type DEPLOY_RUN_OPTIONS, RELEASE_OPTIONS } from "../tree/deploy_run_commands.ts";

type Parsed = ParsedCommand<typeof DEPLOY_RUN_OPTIONS>;

/** Ships a new version of an app, or runs a pipeline, and follows it to its verdict. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { args: { what = "" }, options } = parsed;
  refuseBoth(options);
  const isFile = isPipelineFile(what);
  if (isFile) refuseReleaseOptions(parsed);
  else if (options.param.length > 0) {
    throw new NetopsError(
      "USAGE",
      "Option --param is for a pipeline file, which says what it means",
      {
        fix: "netops deploy run release.yaml --param NAME=VALUE",
      },
    );
  }
  const live = requireRun(context);
  const pipeline = isFile ? await fromFile(what, context) : await ofApp(parsed, live, context);
  await refuseUnshippable(pipeline.app, live);
  const parameters = readParameters(options.param);
  if (options.dryRun) return await showDeployPlan(pipeline, live, context);
  return await carryOutDeploy(
    {
      ...{ pipeline, parameters, aim: "promote" },
      ...(options.queue ? { concurrency: "queue" } : {}),
      ...(options.replace ? { concurrency: "replace" } : {}),
      ...{ isDetached: options.detach, isAgreed: options.yes },
      unasked: `netops deploy run ${what} --yes`,
    },
    live,
    context,
  );
}

async function fromFile(path: string, context: CommandContext): Promise<PipelineSpecInput> {
  // It brings zod and a YAML parser.
  const { loadPipeline } = await import("../deploy/load_pipeline.ts");
  return await loadPipeline(path, context);
}

async function ofApp(
  { args: { what: app = "" }, options }: Parsed,
  live: LiveRun,
  { cwd, env }: CommandContext,
): Promise<PipelineSpecInput> {
  const { canaryConfig: file, from } = options;
  // What can be wrong with the words is told before the disk is looked at.
  deployPipeline({ app, options, from: { kind: "dir", dir: "." } });
  const { projectDir } = live.run;
  return deployPipeline({
    ...{ app, options, from: await readSource({ app, from, cwd, projectDir, env }) },
    ...(file === undefined ? {} : { canaryConfig: await canaryConfigOf(file, cwd) }),
  });
}

async function canaryConfigOf(file: string, cwd: string): Promise<Record<string, unknown>> {
  // It brings the judge, zod and a YAML parser.
  const { readCanaryConfig } = await import("../deploy/read_canary.ts");
  return { ...readCanaryConfig(file, { cwd }) };
}

function refuseBoth({ queue, replace }: Parsed["options"]): void {
  if (!queue || !replace) return;
  throw new NetopsError("USAGE", "Cannot both wait for the deploy that runs and replace it", {
    fix: "give --queue or --replace",
  });
}

/** A pipeline file says itself how it releases: an option beside it would be ignored. */
function refuseReleaseOptions({ args: { what = "" }, options }: Parsed): void {
  for (const name of Object.keys(RELEASE_OPTIONS) as (keyof typeof RELEASE_OPTIONS)[]) {
    const value = options[name];
    if (value === undefined || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw new NetopsError(
      "USAGE",
      `Option --${longName(name)} is for an app; ${what} says it itself`,
      {
        fix: "write it in the file, or make it a parameter: --param NAME=VALUE",
      },
    );
  }
}
