import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { pipelineTable } from "../views/deploy_table.ts";

/** Lists the pipelines that are kept, and what starts them. */
export async function run(_parsed: unknown, context: CommandContext): Promise<number> {
  const { globals, print } = context;
  const pipelines = await ConductorApi.of(context).pipelines();
  if (globals.json) print.document({ schema: "netops.pipelines/v1", pipelines });
  else if (pipelines.length === 0) {
    print.line("no pipeline is kept; keep one: netops deploy save FILE");
  } else {
    const { isTerminal, size } = print.streams.out;
    const width = isTerminal ? { columns: size().columns } : {};
    for (const line of pipelineTable(pipelines, { paint: print.paint, ...width })) print.line(line);
  }
  return 0;
}
