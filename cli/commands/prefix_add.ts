import { requireOca } from "../change_oca.ts";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import { readPrefix } from "../read_prefix.ts";
import type { ParsedCommand } from "../spec.ts";
import type { PREFIX_ADD_OPTIONS } from "../tree/stream_commands.ts";

/** Lets an OCA serve the clients of a prefix. */
export async function run(
  parsed: ParsedCommand<typeof PREFIX_ADD_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { oca = "" } = parsed.args;
  const prefix = await readPrefix(parsed.args.prefix ?? "");
  const { dryRun, attachment, asPath: asPathLength, med } = parsed.options;
  const api = new PlatformApi(requireRun(context), httpOf(context));
  await requireOca(api, oca);
  const route = { prefix, oca, attachment, asPathLength, med };
  if (!dryRun) await api.send("cachecontrol", { method: "POST", path: "/prefixes", body: route });
  const { globals, print } = context;
  if (globals.json) print.document({ schema: "netops.prefix/v1", ...route, dryRun });
  else print.line(`${dryRun ? "would let" : "let"} ${oca} serve ${prefix} (${attachment})`);
  return 0;
}
