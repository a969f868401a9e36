import { NetopsError } from "@netops/core";
import { type CommandContext, httpOf, type LiveRun, requireRun } from "../command_context.ts";
import { LiveRegion } from "../print/live_region.ts";
import { watchQuitKey } from "../print/quit_key.ts";
import type { ParsedCommand } from "../spec.ts";
import { readTraffic } from "../top/traffic_api.ts";
import { type Place, type TrafficRow, trafficRows } from "../top/traffic_rows.ts";
import type { TOP_OPTIONS } from "../tree/top_command.ts";
import { trafficLines } from "../views/traffic_lines.ts";

const WATCH_MS = 1_000;
const WINDOW_S = 10;

/** `netops top --json`. */
interface TopDocument {
  readonly schema: "netops.top/v1";
  readonly tsMs: number;
  readonly windowS: number;
  readonly rows: readonly TrafficRow[];
}

/** Shows requests, errors and latency by app and zone; live on a terminal. */
export async function run(
  { options }: ParsedCommand<typeof TOP_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { print, globals } = context;
  const live = requireRun(context);
  const isLive = globals.jsonl || (!globals.json && !options.once && print.canRedraw("out"));
  if (!isLive) {
    show(await read(live, context, context.stop.signal), context);
    return 0;
  }
  await follow(live, context);
  return 0;
}

async function follow(live: LiveRun, context: CommandContext): Promise<void> {
  const { print, stop, host } = context;
  if (context.globals.jsonl) {
    const show = (document: TopDocument) => print.jsonLine(document);
    return await repeat(live, context, { signal: stop.signal, show });
  }
  const { out } = print.streams;
  const region = new LiveRegion({ terminal: out, clock: host.clock, timer: host.timer });
  const quit = watchQuitKey();
  const signal = AbortSignal.any([stop.signal, quit.signal]);
  try {
    const show = ({ rows }: TopDocument) => {
      const { columns, rows: height } = out.size();
      const options = { paint: print.paint, columns: columns - 1, mostLines: height - 2 };
      region.show([...trafficLines(rows, options), print.paint("dim", "q ends it")]);
      return true;
    };
    await repeat(live, context, { signal, show });
  } catch (error) {
    if (!quit.signal.aborted) throw error;
  } finally {
    quit.close();
    region.close();
  }
}

async function repeat(
  live: LiveRun,
  context: CommandContext,
  { signal, show }: {
    readonly signal: AbortSignal;
    /** False when nobody reads any more. */
    readonly show: (document: TopDocument) => boolean;
  },
): Promise<void> {
  while (!signal.aborted && show(await read(live, context, signal))) {
    await context.host.timer.sleep(WATCH_MS, signal);
  }
}

async function read(
  live: LiveRun,
  context: CommandContext,
  signal: AbortSignal,
): Promise<TopDocument> {
  const { clock } = context.host;
  const [{ urls }, { instances }] = await Promise.all([
    live.fleet.status(signal),
    live.fleet.instances(signal),
  ]);
  if (urls.metrics === undefined) {
    throw new NetopsError("NOT_RUNNING", "Cannot show traffic as this platform has no telemetry", {
      fix: "netops down, then netops up",
    });
  }
  const vectors = await readTraffic(httpOf(context), urls.metrics, { windowS: WINDOW_S, signal });
  const places = new Map<string, Place>(instances.map(({ id, app, zone }) => [id, { app, zone }]));
  const rows = trafficRows(vectors, places);
  return { schema: "netops.top/v1", tsMs: clock.nowMs(), windowS: WINDOW_S, rows };
}

function show(document: TopDocument, { globals, print }: CommandContext): void {
  if (globals.json) return print.document(document);
  const { out } = print.streams;
  const width = out.isTerminal ? { columns: out.size().columns } : {};
  for (const line of trafficLines(document.rows, { paint: print.paint, ...width })) {
    print.line(line);
  }
}
