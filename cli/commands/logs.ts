import { NetopsError } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { type CommandContext, homeOf, requireRun } from "../command_context.ts";
import { LogFollower } from "../logs/follow_logs.ts";
import { formatLogLine } from "../logs/format_log.ts";
import { listLogFiles, type LogFile, readLines } from "../logs/log_files.ts";
import { createLogFilter, type LogQuestion, parseLogLine } from "../logs/log_filter.ts";
import { lastOf, mergeByTime, mergeLogs } from "../logs/merge_logs.ts";
import { findPastLogs, type PastLogs } from "../records/find_past_logs.ts";
import { type RecordsApi, recordsOf } from "../records/records_api.ts";
import { findSentLogs, followSentLogs, NO_SENT_LOGS, type SentLogs } from "../records/sent_logs.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import type { LOGS_OPTIONS } from "../tree/look_commands.ts";

type Parsed = ParsedCommand<typeof LOGS_OPTIONS>;

const DEFAULT_TAIL = 500;
const FOLLOW_TAIL = 20;

/** Prints what the services wrote, merged by time, from telemetry or from the files of the home. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const question = questionOf(parsed, context);
  const filter = createLogFilter(question);
  const records = await findRecords(context);
  const kept = await findKept(question, { parsed, context, records });
  if (kept !== undefined) {
    showPast(kept, { parsed, context, show: createShow(homeOf(context) ?? "", context) });
    return 0;
  }
  const home = requireLogs(context);
  await checkServices(home, parsed.rest, records);
  const show = createShow(home, context);
  const end = new AbortController();
  const signal = AbortSignal.any([context.stop.signal, end.signal]);
  // The follower marks the ends first, so that no line falls between reading and following.
  const { timer } = context.host;
  const follower = parsed.options.follow
    ? new LogFollower({ home, filter, timer, signal })
    : undefined;
  const count = tailCount(parsed.options.tail, follower === undefined ? DEFAULT_TAIL : FOLLOW_TAIL);
  const sent = await findSent(question, { records, context, count });
  const past = await lastOf(mergeByTime([mergeLogs(home, filter), sent.items.values()]), count);
  const total = past.total + sent.total - sent.items.length;
  if (!showPast({ ...past, total }, { parsed, context, show })) return 0;
  if (follower === undefined) return 0;
  const connect = () => findRecords(context);
  const coming = followSentLogs({ connect, filter, cursor: sent.cursor, timer, signal });
  await showAll([follower.lines(), coming], show, end);
  return 0;
}

/** Shows lines of all sources as they come, until they end or nobody reads any more. */
async function showAll(
  sources: readonly AsyncIterable<LogLine>[],
  show: (line: LogLine) => boolean,
  end: AbortController,
): Promise<void> {
  await Promise.all(sources.map(async (lines) => {
    for await (const line of lines) if (end.signal.aborted || !show(line)) break;
    end.abort();
  }));
}

interface PastParts {
  readonly parsed: Parsed;
  readonly context: CommandContext;
  readonly show: (line: LogLine) => boolean;
}

/** Telemetry of the run that lives; undefined when nothing runs, it has none, or cannot be asked. */
async function findRecords(context: CommandContext): Promise<RecordsApi | undefined> {
  try {
    return await recordsOf(requireRun(context), context);
  } catch {
    // The files are still there.
    return undefined;
  }
}

/** What telemetry keeps; undefined when the files tell better, as they do where lines are followed. */
async function findKept(
  question: LogQuestion,
  { parsed, context, records }: {
    readonly parsed: Parsed;
    readonly context: CommandContext;
    readonly records: RecordsApi | undefined;
  },
): Promise<PastLogs | undefined> {
  const count = tailCount(parsed.options.tail, DEFAULT_TAIL);
  if (parsed.options.follow || records === undefined) return undefined;
  return await findPastLogs(records, question, { count, nowMs: context.host.clock.nowMs() });
}

/** Lines that stand in no file; who cannot be asked for them is named. */
async function findSent(
  question: LogQuestion,
  { records, context, count }: {
    readonly records: RecordsApi | undefined;
    readonly context: CommandContext;
    readonly count: number;
  },
): Promise<SentLogs> {
  if (records === undefined) return NO_SENT_LOGS;
  try {
    return await findSentLogs(records, question, count);
  } catch (error) {
    context.print.say(`-- without lines that came over OTLP: ${messageOf(error)} --`);
    return NO_SENT_LOGS;
  }
}

function showPast({ items, total }: PastLogs, parts: PastParts): boolean {
  const { parsed, context, show } = parts;
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

function questionOf({ options, rest }: Parsed, { host }: CommandContext): LogQuestion {
  const { since, grep, not, level, trace } = options;
  const sinceMs = since === undefined ? undefined : host.clock.nowMs() - since;
  return { services: rest, sinceMs, grep, not, level, traceId: trace };
}

function requireLogs(context: CommandContext): string {
  const home = homeOf(context);
  if (home !== undefined && listLogFiles(home).length > 0) return home;
  throw new NetopsError("NOT_RUNNING", `There are no logs in ${home ?? context.cwd}`, {
    fix: "netops up",
  });
}

async function checkServices(
  home: string,
  services: readonly string[],
  records: RecordsApi | undefined,
): Promise<void> {
  const files = listLogFiles(home);
  const instances = [...new Set(files.map((file) => file.instance))];
  for (const service of services) {
    const known = instances.some((id) => id === service || id.startsWith(`${service}-`));
    if (known || await hasIndividualOf(service, files)) continue;
    if (await hasSent(service, records)) continue;
    const near = suggest(service, instances);
    throw new NetopsError("NOT_FOUND", `There are no logs of "${service}"`, {
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops ps",
    });
  }
}

/** Whether a service sent lines over OTLP, which need not be one of ours. */
async function hasSent(service: string, records: RecordsApi | undefined): Promise<boolean> {
  const found = await records?.logs({ service, stream: "otlp", limit: 1 }).catch(() => undefined);
  return found !== undefined && found.lines.length > 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The id of an individual does not tell its app, such as that of an OCA: its lines do. */
async function hasIndividualOf(app: string, files: readonly LogFile[]): Promise<boolean> {
  for (const { path, instance } of files) {
    if (/-v\d+-/.test(instance)) continue;
    for await (const line of readLines(path)) {
      if (parseLogLine(line)?.app === app) return true;
      break;
    }
  }
  return false;
}

function tailCount(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (text === "all") return Number.MAX_SAFE_INTEGER / 4;
  if (/^\d+$/.test(text)) return Number(text);
  throw new NetopsError("USAGE", `Cannot take "${text}" for --tail`, {
    fix: "give a whole number, or all",
  });
}
