import { NetopsError } from "@netops/core";
import { type CommandContext, httpOf, type LiveRun, requireRun } from "../command_context.ts";
import { LiveRegion } from "../print/live_region.ts";
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
    show(await read(live, context), context);
    return 0;
  }
  await follow(live, context);
  return 0;
}

async function follow(live: LiveRun, context: CommandContext): Promise<void> {
  const { print, globals, stop, host } = context;
  const { out } = print.streams;
  const region = globals.jsonl
    ? undefined
    : new LiveRegion({ terminal: out, clock: host.clock, timer: host.timer });
  const showOnce = (document: TopDocument): boolean => {
    if (region === undefined) return print.jsonLine(document);
    const { columns, rows } = out.size();
    const options = { paint: print.paint, columns, mostLines: rows - 1 };
    region.show(trafficLines(document.rows, options));
    return true;
  };
  try {
    while (!stop.signal.aborted && showOnce(await read(live, context))) {
      await host.timer.sleep(WATCH_MS, stop.signal);
    }
  } finally {
    region?.close();
  }
}

async function read(live: LiveRun, context: CommandContext): Promise<TopDocument> {
  const { clock } = context.host;
  const { signal } = context.stop;
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
