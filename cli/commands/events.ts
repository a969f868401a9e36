import type { TimelineEvent } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { formatTimeOfDay } from "../print/age.ts";
import { serviceStyle } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";
import type { ParsedCommand } from "../spec.ts";
import type { EVENTS_OPTIONS } from "../tree/look_commands.ts";

type Parsed = ParsedCommand<typeof EVENTS_OPTIONS>;

const FETCH_LIMIT = 10_000;

/** Prints the time line, and follows it. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const live = requireRun(context);
  const { tail, follow } = parsed.options;
  const all = (await live.fleet.events({ limit: FETCH_LIMIT })).events;
  const events = tail === 0 ? [] : all.filter((event) => isWanted(event, parsed)).slice(-tail);
  if (context.globals.json) {
    context.print.document({ schema: "netops.events/v1", events });
    return 0;
  }
  for (const event of events) if (!printEvent(event, context)) return 0;
  return follow ? await followEvents(parsed, context, { live, afterSeq: all.at(-1)?.seq ?? 0 }) : 0;
}

async function followEvents(
  parsed: Parsed,
  context: CommandContext,
  { live, afterSeq }: { live: LiveRun; afterSeq: number },
): Promise<number> {
  for await (const event of live.fleet.eventsStream({ afterSeq }, context.stop.signal)) {
    if (isWanted(event, parsed) && !printEvent(event, context)) return 0;
  }
  return 0;
}

function isWanted(event: TimelineEvent, { options }: Parsed): boolean {
  return options.kind.length === 0 || options.kind.some((kind) => event.kind.startsWith(kind));
}

function printEvent(event: TimelineEvent, { globals, print }: CommandContext): boolean {
  if (globals.jsonl) return print.jsonLine(event);
  const data = Object.entries(event.data)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const parts = [
    print.paint("dim", formatTimeOfDay(event.tsMs)),
    event.kind.padEnd(20),
    print.paint(serviceStyle(event.subject), harmless(event.subject).padEnd(16)),
    harmless(data.join(" ")),
    print.paint("dim", harmless(`by ${event.actor}`)),
  ];
  print.line(parts.join("  ").trimEnd());
  return true;
}
