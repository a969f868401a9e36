import type { TimelineEvent } from "@netops/core/contracts";
import { NetopsError } from "@netops/core";
import { type CommandContext, homeOf, type LiveRun, requireRun } from "../command_context.ts";
import { EventRuns } from "../home/event_runs.ts";
import { byTime, readPastEvents } from "../home/past_events.ts";
import { readClocks } from "../records/read_clocks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { EVENTS_OPTIONS } from "../tree/look_commands.ts";
import { clockLine } from "../views/clock_line.ts";
import { eventLine, runLine } from "../views/event_lines.ts";

type Parsed = ParsedCommand<typeof EVENTS_OPTIONS>;

const FETCH_LIMIT = 10_000;

/** Prints the time line, of a run that ended too, and follows it. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { tail, follow } = parsed.options;
  const { live, all } = await readEvents(context);
  const runs = new EventRuns(all);
  const wanted = all.filter((event) => isWanted(event, parsed) && isOfRun(event, parsed, runs));
  const events = tail === 0 ? [] : wanted.slice(-tail);
  if (context.globals.json) {
    context.print.document({ schema: "netops.events/v1", events });
    return 0;
  }
  if (!printEvents(events, runs, context)) return 0;
  if (live !== undefined) await sayClocks(events, live, context);
  if (!follow) return 0;
  if (live === undefined) throw notRunning(context);
  const afterSeq = all.reduce((most, event) => Math.max(most, event.seq), 0);
  return await followEvents(parsed, context, { live, afterSeq });
}

/** Whose clock is off dates what it tells by that clock, which no order of lines shows. */
async function sayClocks(
  events: readonly TimelineEvent[],
  live: LiveRun,
  context: CommandContext,
): Promise<void> {
  const actors = new Set(events.map(({ actor }) => actor));
  const { clocks = [] } = await readClocks(live, context) ?? {};
  for (const clock of clocks) {
    if (clock.isSkewed && actors.has(clock.instance)) context.print.say(`! ${clockLine(clock)}`);
  }
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

function isOfRun(event: TimelineEvent, { options }: Parsed, runs: EventRuns): boolean {
  return options.run === "all" || runs.isNewest(event);
}

/** Several runs are told apart by a line above each; false when nobody reads any more. */
function printEvents(
  events: readonly TimelineEvent[],
  runs: EventRuns,
  context: CommandContext,
): boolean {
  const { print, globals, host } = context;
  const names = new Set(events.map((event) => runs.runOf(event)?.runId));
  const hasLines = names.size > 1 && !globals.jsonl;
  let last: string | undefined | null = null;
  for (const event of events) {
    const run = runs.runOf(event);
    if (hasLines && run?.runId !== last) {
      const { paint, plain } = print;
      print.line(runLine(run, { paint, plain, nowMs: host.clock.nowMs() }));
    }
    last = run?.runId;
    if (!printEvent(event, context)) return false;
  }
  return true;
}

function printEvent(event: TimelineEvent, { globals, print }: CommandContext): boolean {
  if (globals.jsonl) return print.jsonLine(event);
  print.line(eventLine(event, print.paint));
  return true;
}
