import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { findRegistered } from "../registry/find_registered.ts";
import { RegistryApi } from "../registry/registry_api.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";

/** Puts a status over an instance, or lifts it. */
export async function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { instance = "", status = "" } = parsed.args;
  const { dryRun } = parsed.options;
  const api = new RegistryApi(requireRun(context), httpOf(context));
  const found = findRegistered(await api.list(), instance);
  const wanted = status === "none" ? undefined : status;
  if (!dryRun) { for (const { app, id } of found) await api.override(app, id, wanted); }
  const { print } = context;
  const ids = found.map(({ id }) => id);
  if (context.globals.json) {
    print.document({ schema: "netops.override/v1", instances: ids, status, dryRun });
    return 0;
  }
  const verb = wanted === undefined ? "lift the override of" : `show as ${wanted}:`;
  print.line(`${dryRun ? "would " : ""}${verb} ${ids.join(", ")}`);
  if (!dryRun && wanted !== undefined) {
    print.say(`lift it: netops registry override ${instance} none`);
  }
  return 0;
}
