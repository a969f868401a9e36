import type { StatusDocument } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { formatTimeOfDay } from "../print/age.ts";
import { harmless } from "../print/text_width.ts";
import { statusMark, stoppedMark } from "../print/status_mark.ts";
import { formatTable } from "../print/table.ts";
import { askBeside } from "../records/ask_beside.ts";
import { readClocks } from "../records/read_clocks.ts";
import type { ParsedCommand } from "../spec.ts";
import { clockLine } from "../views/clock_line.ts";

type Alert = NonNullable<StatusDocument["alerts"]>[number];

const SHOWN_ALERTS = 10;

/** Says whether the platform is healthy: exit 0, else 4. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const live = requireRun(context);
  const [status, clocks, alerts, own = []] = await Promise.all([
    live.fleet.status(context.stop.signal),
    clocksOf(live, context),
    askBeside(live, context, (records, signal) => records.firingAlerts(signal)),
    askBeside(live, context, (records, signal) => records.warnings(signal)),
  ]);
  const warnings = [...status.warnings ?? [], ...own];
  const document = {
    ...status,
    ...clocks,
    ...(alerts === undefined ? {} : { alerts: [...alerts] }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
  if (context.globals.json) context.print.document(document);
  else if (!context.globals.quiet) show(document, context);
  return document.healthy ? 0 : 4;
}

async function clocksOf(
  live: LiveRun,
  context: CommandContext,
): Promise<Pick<StatusDocument, "clocks">> {
  const known = await readClocks(live, context);
  if (known === undefined) return {};
  const { toleranceMs, clocks } = known;
  const skewed = clocks.filter(({ isSkewed }) => isSkewed).map((
    { app, instance, skewMs, errorMs },
  ) => ({ app, instance, skewMs, errorMs }));
  return { clocks: { toleranceMs, measured: clocks.length, skewed } };
}

/** `alert SloBurning (page): checkout uses …, since 12:03:11`. */
function alertLine({ name, severity, summary, activeAtMs }: Alert): string {
  const since = formatTimeOfDay(activeAtMs).slice(0, "12:03:11".length);
  const what = severity === undefined ? name : `${name} (${severity})`;
  return `alert ${[what, summary].filter((text) => text !== "").join(": ")}, since ${since}`;
}

function show(document: StatusDocument, { print }: CommandContext): void {
  const word = document.healthy ? print.paint("green", "healthy") : print.paint("red", "unhealthy");
  const { alerts = [] } = document;
  const count = alerts.length === 1 ? "1 alert fires" : `${alerts.length} alerts fire`;
  const firing = alerts.length === 0 ? "" : `, ${print.paint("red", count)}`;
  print.line(`${word}${firing}: run ${document.runId}, profile ${document.profile}`);
  const plain = print.plain || !print.streams.out.isTerminal;
  const marks = { paint: print.paint, plain };
  const hasNotes = document.apps.some((app) => app.reason !== undefined);
  const hasZones = document.apps.some((app) => app.zones !== undefined);
  const columns = [
    { title: "APP" },
    { title: "STATUS" },
    { title: "UP", align: "right" },
    ...(hasZones ? [{ title: "ZONES" }] : []),
    ...(hasNotes ? [{ title: "NOTE" }] : []),
  ] as const;
  const rows = document.apps.map((app) => [
    app.app,
    app.desired === 0 && app.up === 0 ? stoppedMark(marks) : statusMark(app.status, marks),
    `${app.up}/${app.desired}`,
    ...(hasZones ? [app.zones?.join(" ") ?? ""] : []),
    harmless(app.reason ?? ""),
  ]);
  for (const line of formatTable(columns, rows, print)) print.line(line);
  const skewed = document.clocks?.skewed.map(clockLine) ?? [];
  for (const warning of [...document.warnings ?? [], ...skewed]) {
    print.line(print.paint("yellow", `! ${harmless(warning)}`));
  }
  for (const alert of alerts.slice(0, SHOWN_ALERTS)) {
    print.line(print.paint("red", `! ${harmless(alertLine(alert))}`));
  }
  const more = alerts.length - SHOWN_ALERTS;
  if (more > 0) print.line(`! ${more} more alerts fire: netops status --json`);
  for (const [name, url] of Object.entries(document.urls)) print.line(`${name.padEnd(8)}  ${url}`);
}
