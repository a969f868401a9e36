import { NetopsError } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { type CommandContext, homeOf } from "../command_context.ts";
import { LogFollower } from "../logs/follow_logs.ts";
import { formatLogLine } from "../logs/format_log.ts";
import { listLogFiles } from "../logs/log_files.ts";
import { createLogFilter, type LogFilter } from "../logs/log_filter.ts";
import { lastOf, mergeLogs } from "../logs/merge_logs.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import type { LOGS_OPTIONS } from "../tree/look_commands.ts";

type Parsed = ParsedCommand<typeof LOGS_OPTIONS>;

const DEFAULT_TAIL = 500;

/** Prints what the services wrote, merged by time, from the files of the home. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const home = requireLogs(context);
  checkServices(home, parsed.rest);
  const filter = createLogFilter(questionOf(parsed, context));
  const { signal } = context.stop;
  // The follower marks the ends first, so that no line falls between reading and following.
  const { timer } = context.host;
  const follower = parsed.options.follow
    ? new LogFollower({ home, filter, timer, signal })
    : undefined;
  const show = createShow(home, context);
  if (!await showPast(home, { parsed, context, filter, show })) return 0;
  if (follower === undefined) return 0;
  for await (const line of follower.lines()) if (!show(line)) return 0;
  return 0;
}

interface PastParts {
  readonly parsed: Parsed;
  readonly context: CommandContext;
  readonly filter: LogFilter;
  readonly show: (line: LogLine) => boolean;
}

async function showPast(home: string, parts: PastParts): Promise<boolean> {
  const { parsed, context, filter, show } = parts;
  const count = tailCount(parsed.options.tail, parsed.options.follow ? 20 : DEFAULT_TAIL);
  const { items, total } = await lastOf(mergeLogs(home, filter), count);
  if (context.globals.json) {
    context.print.document({ schema: "netops.logs/v1", lines: items, total });
    return true;
  }
  const hidden = total - items.length;
  if (hidden > 0 && parsed.options.tail === undefined && !parsed.options.follow) {
    context.print.say(`-- ${hidden} earlier lines not shown (all of them: netops logs -n all) --`);
  }
  return items.every(show);
}

function createShow(home: string, { globals, print }: CommandContext): (line: LogLine) => boolean {
  if (globals.jsonl) return (line) => print.jsonLine(line);
  const names = listLogFiles(home).map((file) => file.instance.length);
  const format = { paint: print.paint, nameWidth: Math.max(8, ...names) };
  return (line) => print.streams.out.write(`${formatLogLine(line, format)}\n`);
}

function questionOf({ options, rest }: Parsed, { host }: CommandContext) {
  const { since, grep, not, level } = options;
  const sinceMs = since === undefined ? undefined : host.clock.nowMs() - since;
  return { services: rest, sinceMs, grep, not, level };
}

function requireLogs(context: CommandContext): string {
  const home = homeOf(context);
  if (home !== undefined && listLogFiles(home).length > 0) return home;
  throw new NetopsError("NOT_RUNNING", `There are no logs in ${home ?? context.cwd}`, {
    fix: "netops up",
  });
}

function checkServices(home: string, services: readonly string[]): void {
  const instances = [...new Set(listLogFiles(home).map((file) => file.instance))];
  for (const service of services) {
    const known = instances.some((id) => id === service || id.startsWith(`${service}-`));
    if (known) continue;
    const near = suggest(service, instances);
    throw new NetopsError("NOT_FOUND", `There are no logs of "${service}"`, {
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops ps",
    });
  }
}

function tailCount(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (text === "all") return Number.MAX_SAFE_INTEGER / 4;
  if (/^\d+$/.test(text)) return Number(text);
  throw new NetopsError("USAGE", `Cannot take "${text}" for --tail`, {
    fix: "give a whole number, or all",
  });
}
