import type { TimelineEvent } from "@netops/core/contracts";
import { NetopsError } from "@netops/core";
import { type CommandContext, homeOf, type LiveRun, requireRun } from "../command_context.ts";
import { byTime, readPastEvents } from "../home/past_events.ts";
import { formatTimeOfDay } from "../print/age.ts";
import { serviceStyle } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";
import type { ParsedCommand } from "../spec.ts";
import type { EVENTS_OPTIONS } from "../tree/look_commands.ts";

type Parsed = ParsedCommand<typeof EVENTS_OPTIONS>;

const FETCH_LIMIT = 10_000;

/** Prints the time line, of a run that ended too, and follows it. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { tail, follow } = parsed.options;
  const { live, all } = await readEvents(context);
  const events = tail === 0 ? [] : all.filter((event) => isWanted(event, parsed)).slice(-tail);
  if (context.globals.json) {
    context.print.document({ schema: "netops.events/v1", events });
    return 0;
  }
  for (const event of events) if (!printEvent(event, context)) return 0;
  if (!follow) return 0;
  if (live === undefined) throw notRunning(context);
  const afterSeq = all.reduce((most, event) => Math.max(most, event.seq), 0);
  return await followEvents(parsed, context, { live, afterSeq });
}

interface KnownEvents {
  /** Undefined when nothing runs any more. */
  readonly live: LiveRun | undefined;
  readonly all: readonly TimelineEvent[];
}

async function readEvents(context: CommandContext): Promise<KnownEvents> {
  const live = liveRun(context);
  if (live !== undefined) {
    const { events } = await live.fleet.events({ limit: FETCH_LIMIT });
    return { live, all: events.toSorted(byTime) };
  }
  const home = homeOf(context);
  const all = home === undefined ? undefined : await readPastEvents(home, FETCH_LIMIT);
  if (all === undefined) throw notRunning(context);
  context.print.say("nothing runs here: these are the events of runs that ended");
  return { live, all };
}

function liveRun(context: CommandContext): LiveRun | undefined {
  try {
    return requireRun(context);
  } catch (error) {
    if (error instanceof NetopsError && error.code === "NOT_RUNNING") return undefined;
    throw error;
  }
}

function notRunning(context: CommandContext): NetopsError {
  const where = homeOf(context) ?? `${context.cwd} or above`;
  return new NetopsError("NOT_RUNNING", `No platform runs in ${where}`, { fix: "netops up" });
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
