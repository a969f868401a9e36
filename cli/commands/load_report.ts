import { NetopsError } from "@netops/core";
import type { LoadReport } from "@netops/load/report";
import { LoadFolder, recoverReport } from "@netops/load/runner";
import { type CommandContext, homeOf } from "../command_context.ts";
import { loadReportText } from "../load/load_reports.ts";
import { LoadStore } from "../load/load_store.ts";
import type { ParsedCommand } from "../spec.ts";
import type { LOAD_REPORT_OPTIONS } from "../tree/load_commands.ts";
import { loadReportLines } from "../views/load_lines.ts";

/** A runner says every second how it goes: one that was silent for so long was killed. */
const SILENT_MS = 30_000;

type Parsed = ParsedCommand<typeof LOAD_REPORT_OPTIONS>;

/** Prints the report of a load; needs no platform. */
export function run({ args, options }: Parsed, context: CommandContext): Promise<number> {
  const { print, globals } = context;
  const forms = (["html", "md", "junit"] as const).filter((form) => options[form]);
  if (forms.length + (globals.json ? 1 : 0) > 1) {
    throw new NetopsError("USAGE", "Cannot print more than one form at once", {
      fix: `netops load report --${forms[0]}`,
    });
  }
  const report = findReport(args["id"], context);
  const [form] = forms;
  if (globals.json) print.document(report);
  else if (form !== undefined) print.line(loadReportText(form, report).trimEnd());
  else {
    const { out } = print.streams;
    const width = out.isTerminal ? { width: out.size().columns } : {};
    for (const line of loadReportLines(report, { paint: print.paint, ...width })) print.line(line);
  }
  return Promise.resolve(0);
}

function findReport(word: string | undefined, context: CommandContext): LoadReport {
  const home = homeOf(context);
  if (home === undefined) {
    throw new NetopsError("NOT_FOUND", "No load was run here yet", { fix: "netops load run" });
  }
  const store = new LoadStore(home);
  const { id, report, progress } = store.read(word);
  if (report !== undefined) return report;
  const isDead = progress !== undefined && context.host.clock.nowMs() - progress.tsMs > SILENT_MS;
  const recovered = isDead ? recoverReport(new LoadFolder(store.folder(id))) : undefined;
  if (recovered !== undefined) return recovered;
  throw new NetopsError("NOT_FOUND", `The load ${id} has no report: it runs, or was killed`, {
    fix: "netops load status",
  });
}
