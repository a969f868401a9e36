import {
  type ActHistory,
  ACTS_FILE,
  type HuntKnobs,
  monkeyDir,
  type MonkeyKind,
  type MonkeyOrders,
  planDay,
  type PlatformSight,
  readActStore,
  readOrders,
  SlotGrid,
  WorkCalendar,
} from "@netops/chaos/monkeys";
import { NetopsError } from "@netops/core";
import { loadKnobs } from "../chaos/load_knobs.ts";
import type { MonkeyPlanDocument } from "../chaos/monkey_desk.ts";
import { readSight } from "../chaos/monkey_sight.ts";
import { type CommandContext, isRunAlive, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { MONKEY_PLAN_OPTIONS } from "../tree/monkey_commands.ts";
import { planLines } from "../views/monkey_lines.ts";

type Options = ParsedCommand<typeof MONKEY_PLAN_OPTIONS>["options"];

/** Shows what a day would bring. */
export async function run(
  { options }: ParsedCommand<typeof MONKEY_PLAN_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { host, print, globals } = context;
  const scene = await readScene(options, context);
  const knobs = knobsOf(options, context, scene.orders);
  const seed = options.seed ?? scene.orders?.seed ?? scene.runId ?? "plan";
  const calendar = new WorkCalendar(knobs.calendar);
  const day = dayOf(options, calendar.dayOf(host.clock.nowMs()));
  const { ground } = scene.sight;
  const plan = planDay(day, {
    ...{ knobs, grid: new SlotGrid(calendar, knobs.slot), seed, createRng: host.createRng },
    ...{ ground, facts: scene.sight, history: scene.history },
  });
  const document: MonkeyPlanDocument = {
    schema: "netops.monkey.plan/v1",
    ...{ kind: knobs.kind, seed, leashed: knobs.leashed },
    ...plan,
    groups: scene.isGiven
      ? plan.groups.map((group) => ({
        ...group,
        hits: group.hits.map(({ atMs, strategy }) => ({ atMs, strategy, instance: undefined })),
      }))
      : plan.groups,
  };
  if (globals.json) print.document(document);
  else {
    const { timeZone } = knobs.calendar;
    for (const line of planLines(document, { paint: print.paint, timeZone })) print.line(line);
  }
  return 0;
}

/** What a plan is made for. */
interface Scene {
  readonly sight: PlatformSight;
  readonly history: ActHistory;
  readonly orders: MonkeyOrders | undefined;
  readonly runId: string | undefined;
  /** Whether the groups were given and have no instances. */
  readonly isGiven: boolean;
}

async function readScene(options: Options, context: CommandContext): Promise<Scene> {
  const kind = options.kind as MonkeyKind;
  const given = options.group;
  if (given.length > 0 && !isRunAlive(context)) {
    const history = { records: [], skips: [] };
    return { sight: sightOf(given), history, orders: undefined, runId: undefined, isGiven: true };
  }
  const live = requireRun(context);
  const { home, run: { runId } } = live;
  const known = readOrders(home, kind);
  const isGiven = given.length > 0;
  return {
    sight: isGiven ? sightOf(given) : await readSight(live, context),
    history: readActStore(`${monkeyDir(home, kind)}/${ACTS_FILE}`),
    orders: known?.runId === runId ? known : undefined,
    ...{ runId, isGiven },
  };
}

/** Two instances that are up of each group, so that one of them may be hit. */
function sightOf(groups: readonly string[]): PlatformSight {
  const instances = groups.flatMap((group) =>
    ["1", "2"].map((suffix) => ({
      ...{ id: `${group}/${suffix}`, app: group, cluster: group, serverGroup: `${group}-v000` },
      ...{ version: "", region: "", zone: "-", pid: 0, host: "", port: 0, status: "UP" as const },
      ...{ startedAtMs: 0, restarts: 0 },
    }))
  );
  return { instances, held: new Set(), deploying: new Set(), ground: new Set() };
}

function knobsOf(
  options: Options,
  { cwd, print }: CommandContext,
  orders: MonkeyOrders | undefined,
): HuntKnobs {
  const kind = options.kind as MonkeyKind;
  const knobs = options.config === undefined && orders !== undefined
    ? orders.knobs
    : loadKnobs({ file: options.config, kind, cwd, width: print.talkWidth });
  if (knobs.kind !== "doctor") return knobs;
  throw new NetopsError("USAGE", "Cannot plan for the doctor: it draws nothing");
}

function dayOf({ day }: Options, today: string): string {
  if (day === undefined) return today;
  try {
    if (Temporal.PlainDate.from(day).toString() === day) return day;
  } catch {
    // Said below.
  }
  throw new NetopsError("USAGE", `Cannot read "${day}" as a date`, {
    fix: `write it like ${today}`,
  });
}
