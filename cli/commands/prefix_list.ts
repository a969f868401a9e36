import type { OcaRoute } from "@netops/core/contracts";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";

/** One row of the prefix table, as cachecontrol answers it. */
interface PrefixRow extends OcaRoute {
  readonly oca: string;
  readonly source: "reported" | "added" | "withdrawn";
}

const COLUMNS = [
  { title: "PREFIX" },
  { title: "OCA" },
  { title: "ATTACHMENT" },
  { title: "AS PATH", align: "right" },
  { title: "MED", align: "right" },
  { title: "SOURCE" },
] as const;

/** Lists which client prefixes which OCA may serve. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const { prefixes } = await api.json<{ readonly prefixes: readonly PrefixRow[] }>(
    "cachecontrol",
    { method: "GET", path: "/prefixes" },
  );
  const { print } = context;
  if (context.globals.json) {
    print.document({ schema: "netops.prefixes/v1", prefixes });
    return 0;
  }
  const rows = prefixes.map(({ prefix, oca, attachment, asPathLength, med, source }) => [
    prefix,
    oca,
    attachment,
    String(asPathLength),
    String(med),
    source === "withdrawn" ? print.paint("dim", source) : source,
  ]);
  for (const line of formatTable(COLUMNS, rows, print)) print.line(line);
  return 0;
}
