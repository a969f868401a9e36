import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { deploysDocument } from "../deploy/deploy_document.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_HISTORY_OPTIONS } from "../tree/deploy_look_commands.ts";
import { deployTable } from "../views/deploy_table.ts";

/** Lists deploys, newest first. */
export async function run(
  { args: { app }, options: { limit } }: ParsedCommand<typeof DEPLOY_HISTORY_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { globals, host, print } = context;
  const views = await ConductorApi.of(context).list({
    ...{ limit },
    ...(app === undefined ? {} : { app }),
  });
  const document = deploysDocument(views);
  if (globals.json) print.document(document);
  else if (globals.jsonl) {
    for (const deploy of document.deploys) if (!print.jsonLine(deploy)) break;
  } else if (views.length === 0) print.line("nothing was deployed here");
  else {
    const { isTerminal, size } = print.streams.out;
    const lines = deployTable(document.deploys, {
      ...{ paint: print.paint, plain: print.plain || !isTerminal, nowMs: host.clock.nowMs() },
      ...(isTerminal ? { columns: size().columns } : {}),
    });
    for (const line of lines) print.line(line);
  }
  return 0;
}
