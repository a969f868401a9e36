import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { RegistryApi } from "../registry/registry_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { explainLines } from "../views/explain_lines.ts";

/** Says how self-preservation judges now, and what will happen. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const api = new RegistryApi(requireRun(context), httpOf(context));
  const document = await api.explain();
  if (context.globals.json) context.print.document(document);
  else for (const line of explainLines(document)) context.print.line(line);
  return 0;
}
