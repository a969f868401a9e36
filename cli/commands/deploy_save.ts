import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { loadPipeline } from "../deploy/load_pipeline.ts";
import type { ParsedCommand } from "../spec.ts";
import type { STORE_OPTIONS } from "../tree/deploy_look_commands.ts";

/** Keeps a pipeline, so that its triggers start it. */
export async function run(
  { args: { file = "" }, options: { dryRun } }: ParsedCommand<typeof STORE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  const api = ConductorApi.of(context);
  const pipeline = await loadPipeline(file, context);
  const { name, app, triggers = [] } = pipeline;
  const isKnown = (await api.pipelines()).some((one) => one.name === name);
  if (!dryRun) await api.save(pipeline);
  if (globals.json) {
    print.document({ schema: "netops.pipeline/v1", name, app, dryRun, isReplaced: isKnown });
    return 0;
  }
  const verb = isKnown ? "replace" : "keep";
  const done = isKnown ? "replaced" : "kept";
  const starts = triggers.length === 0
    ? "nothing starts it by itself"
    : `${triggers.length} trigger${triggers.length === 1 ? "" : "s"}`;
  print.line(`${dryRun ? `would ${verb}` : done} ${name} of ${app}, ${starts}`);
  return 0;
}
