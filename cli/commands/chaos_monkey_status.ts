import {
  ACTS_FILE,
  MONKEY_KINDS,
  monkeyDir,
  type MonkeyKind,
  nextHits,
  patientsOf,
  type PlatformSight,
  readActStore,
  SlotGrid,
  WorkCalendar,
} from "@netops/chaos/monkeys";
import { toNetopsError } from "@netops/core";
import { lookAtMonkeys, type MonkeySeat } from "../chaos/monkey_desk.ts";
import type { MonkeyView } from "../chaos/monkey_view.ts";
import { readSight } from "../chaos/monkey_sight.ts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { MONKEY_KIND_OPTIONS } from "../tree/monkey_commands.ts";
import { monkeyLines } from "../views/monkey_lines.ts";

const MOST_NEXT = 5;
const MOST_ACTS = 10;
const MOST_SKIPS = 3;

/** Shows monkeys. */
export async function run(
  { options }: ParsedCommand<typeof MONKEY_KIND_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const kinds = options.kind === undefined ? MONKEY_KINDS : [options.kind as MonkeyKind];
  const live = requireRun(context);
  const seats = await lookAtMonkeys(live, kinds);
  const sight = await readSight(live, context).catch((thrown) => toNetopsError(thrown).message);
  const monkeys = seats.map((seat) => viewOf(seat, { live, context, sight }));
  const { print, host, globals } = context;
  if (globals.json) {
    print.document({ schema: "netops.monkeys/v1", monkeys });
    return 0;
  }
  const view = { nowMs: host.clock.nowMs(), paint: print.paint };
  for (const monkey of monkeys) for (const line of monkeyLines(monkey, view)) print.line(line);
  return 0;
}

interface ViewOptions {
  readonly live: LiveRun;
  readonly context: CommandContext;
  /** What it sees, or why it sees nothing. */
  readonly sight: PlatformSight | string;
}

function viewOf({ kind, job, orders }: MonkeySeat, options: ViewOptions): MonkeyView {
  const history = readActStore(`${monkeyDir(options.live.home, kind)}/${ACTS_FILE}`);
  const { records, skips } = history;
  const isOn = job !== undefined && orders !== undefined;
  const base = {
    kind,
    isOn,
    acts: records.slice(-MOST_ACTS),
    skips: skips.slice(-MOST_SKIPS),
    patients: kind === "doctor" ? [...patientsOf(records).values()] : [],
  };
  if (!isOn) return { ...base, next: [] };
  const { seed, onAtMs, deadlineAtMs, knobs } = orders;
  const { leashed } = knobs;
  const on = { ...base, leashed, job: job.id, seed, onAtMs, deadlineAtMs };
  if (knobs.kind === "doctor") return { ...on, next: [] };
  const { host: { clock, createRng } } = options.context;
  const nowMs = clock.nowMs();
  const calendar = new WorkCalendar(knobs.calendar);
  const nextOpenMs = calendar.nextOpenMs(nowMs);
  const hours = {
    ...calendar.lookAt(nowMs),
    timeZone: knobs.calendar.timeZone,
    ...(nextOpenMs === undefined ? {} : { nextOpenMs }),
  };
  const { sight } = options;
  if (typeof sight === "string") {
    return { ...on, calendar: hours, next: [], nextUnknown: sight };
  }
  const grid = new SlotGrid(calendar, knobs.slot);
  const next = nextHits(nowMs, {
    ...{ knobs, grid, seed, createRng, ground: sight.ground, facts: sight, history },
    most: MOST_NEXT,
  }).filter(({ atMs }) => atMs < deadlineAtMs);
  return { ...on, calendar: hours, next };
}
