import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import { requireOca } from "../change_oca.ts";
import { readPrefix } from "../read_prefix.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";

/** Takes a prefix from an OCA: one that was added is forgotten, one that it reports is withdrawn. */
export async function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { oca = "" } = parsed.args;
  const prefix = await readPrefix(parsed.args.prefix ?? "");
  const { dryRun } = parsed.options;
  const api = new PlatformApi(requireRun(context), httpOf(context));
  await requireOca(api, oca);
  const body = { prefix, oca };
  if (!dryRun) await api.send("cachecontrol", { method: "DELETE", path: "/prefixes", body });
  const { globals, print } = context;
  if (globals.json) print.document({ schema: "netops.prefix/v1", ...body, dryRun });
  else print.line(`${dryRun ? "would take" : "took"} ${prefix} from ${oca}`);
  return 0;
}
