import { NetopsError } from "@netops/core";
import type { PipelineSpecInput, RunFile } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { longName, type ParsedCommand } from "../spec.ts";
import { RELEASE_OPTIONS } from "../tree/deploy_run_commands.ts";
import type { DEPLOY_PLAN_OPTIONS } from "../tree/deploy_lint_commands.ts";
import { deployPipeline } from "./deploy_pipeline.ts";
import { isPipelineFile } from "./pipeline_file.ts";
import { readSource } from "./read_source.ts";

/** What a command that ships was told: an app with options, or a pipeline file. */
type Parsed = Pick<ParsedCommand<typeof DEPLOY_PLAN_OPTIONS>, "args" | "options">;

/** Refuses options that would be ignored: of a release beside a file, a parameter beside an app. @throws {NetopsError} USAGE */
export function refuseOddOptions(parsed: Parsed): void {
  const { args: { what = "" }, options } = parsed;
  if (isPipelineFile(what)) return refuseReleaseOptions(parsed);
  if (options.param.length === 0) return;
  const message = "Option --param is for a pipeline file, which says what it means";
  throw new NetopsError("USAGE", message, {
    fix: "netops deploy run release.yaml --param NAME=VALUE",
  });
}

/**
 * The pipeline that was meant: that of a file, or one that bakes and deploys an app as the options say.
 *
 * @throws {NetopsError} USAGE, CONFIG_INVALID
 */
export async function readRelease(
  parsed: Parsed,
  project: Pick<RunFile, "projectDir">,
  context: CommandContext,
): Promise<PipelineSpecInput> {
  const { args: { what = "" } } = parsed;
  return isPipelineFile(what)
    ? await fromFile(what, context)
    : await ofApp(parsed, project, context);
}

async function fromFile(path: string, context: CommandContext): Promise<PipelineSpecInput> {
  // It brings zod and a YAML parser.
  const { loadPipeline } = await import("./load_pipeline.ts");
  return await loadPipeline(path, context);
}

async function ofApp(
  { args: { what: app = "" }, options }: Parsed,
  { projectDir }: Pick<RunFile, "projectDir">,
  { cwd, env }: CommandContext,
): Promise<PipelineSpecInput> {
  const { canaryConfig: file, from } = options;
  // What can be wrong with the words is told before the disk is looked at.
  deployPipeline({ app, options, from: { kind: "dir", dir: "." } });
  return deployPipeline({
    ...{ app, options, from: await readSource({ app, from, cwd, projectDir, env }) },
    ...(file === undefined ? {} : { canaryConfig: await canaryConfigOf(file, cwd) }),
  });
}

async function canaryConfigOf(file: string, cwd: string): Promise<Record<string, unknown>> {
  // It brings the judge, zod and a YAML parser.
  const { readCanaryConfig } = await import("./read_canary.ts");
  return { ...readCanaryConfig(file, { cwd, isFetched: true }) };
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
