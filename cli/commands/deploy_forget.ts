import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import type { STORE_OPTIONS } from "../tree/deploy_look_commands.ts";

/** Forgets a kept pipeline. */
export async function run(
  { args: { pipeline = "" }, options: { dryRun } }: ParsedCommand<typeof STORE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  const api = ConductorApi.of(context);
  const known = (await api.pipelines()).map(({ name }) => name);
  if (!known.includes(pipeline)) {
    const near = suggest(pipeline, known);
    throw new NetopsError("NOT_FOUND", `No pipeline is kept under the name "${pipeline}"`, {
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops deploy pipelines",
    });
  }
  if (!dryRun) await api.forget(pipeline);
  if (globals.json) {
    print.document({ schema: "netops.pipeline/v1", name: pipeline, dryRun, isForgotten: !dryRun });
  } else print.line(`${dryRun ? "would forget" : "forgot"} ${pipeline}; what runs of it goes on`);
  return 0;
}
