import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { findRegistered } from "../registry/find_registered.ts";
import { RegistryApi } from "../registry/registry_api.ts";
import type { ParsedCommand } from "../spec.ts";

/** Shows registrations as the registry holds them. */
export async function run(
  parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const api = new RegistryApi(requireRun(context), httpOf(context));
  const found = findRegistered(await api.list(), parsed.args.target ?? "");
  const answers = await Promise.all(found.map(({ app, id }) => api.instance(app, id)));
  const instances = answers.map((answer) => answer.instance ?? answer);
  const { print } = context;
  if (context.globals.json) print.document({ schema: "netops.registration/v1", instances });
  else for (const one of instances) print.line(JSON.stringify(one, null, 2));
  return 0;
}
