import type { StatusDocument } from "@netops/core/contracts";
import { type CommandContext, requireRun } from "../command_context.ts";
import { statusMark } from "../print/status_mark.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";

/** Says whether the platform is healthy: exit 0, else 4. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const live = requireRun(context);
  const document = await live.fleet.status(context.stop.signal);
  if (context.globals.json) context.print.document(document);
  else if (!context.globals.quiet) show(document, context);
  return document.healthy ? 0 : 4;
}

function show(document: StatusDocument, { print }: CommandContext): void {
  const word = document.healthy ? print.paint("green", "healthy") : print.paint("red", "unhealthy");
  print.line(`${word}: run ${document.runId}, profile ${document.profile}`);
  const plain = print.plain || !print.streams.out.isTerminal;
  const columns = [{ title: "APP" }, { title: "STATUS" }, { title: "UP", align: "right" }] as const;
  const rows = document.apps.map((app) => [
    app.app,
    statusMark(app.status, { paint: print.paint, plain }),
    `${app.up}/${app.desired}`,
  ]);
  for (const line of formatTable(columns, rows, print)) print.line(line);
  for (const [name, url] of Object.entries(document.urls)) print.line(`${name.padEnd(8)}  ${url}`);
}
