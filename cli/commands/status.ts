import type { StatusDocument } from "@netops/core/contracts";
import { type CommandContext, requireRun } from "../command_context.ts";
import { harmless } from "../print/text_width.ts";
import { statusMark, stoppedMark } from "../print/status_mark.ts";
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
  const marks = { paint: print.paint, plain };
  const hasNotes = document.apps.some((app) => app.reason !== undefined);
  const columns = [
    { title: "APP" },
    { title: "STATUS" },
    { title: "UP", align: "right" },
    ...(hasNotes ? [{ title: "NOTE" }] : []),
  ] as const;
  const rows = document.apps.map((app) => [
    app.app,
    app.desired === 0 && app.up === 0 ? stoppedMark(marks) : statusMark(app.status, marks),
    `${app.up}/${app.desired}`,
    harmless(app.reason ?? ""),
  ]);
  for (const line of formatTable(columns, rows, print)) print.line(line);
  for (const [name, url] of Object.entries(document.urls)) print.line(`${name.padEnd(8)}  ${url}`);
}
