import { MONKEY_KINDS, type MonkeyKind } from "@netops/chaos/monkeys";
import { NetopsError } from "@netops/core";
import type { FaultView, JobView } from "@netops/core/contracts";
import { ChaosApi } from "../chaos/chaos_api.ts";
import { type EndedRun, endRuns, runsThatGoOn } from "../chaos/end_runs.ts";
import { requireFaultRun } from "../chaos/name_panic.ts";
import { turnOffMonkeys } from "../chaos/turn_off_monkeys.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { STOP_OPTIONS } from "../tree/chaos_commands.ts";
import { monkeyName } from "../views/monkey_lines.ts";
import { endedRunLines, faultTable, leftLines } from "../views/chaos_lines.ts";

interface Stopped {
  readonly faults: readonly FaultView[];
  readonly runs: readonly EndedRun[];
  /** Monkeys that were on and are off now. */
  readonly monkeys: readonly MonkeyKind[];
  /** What was named and is not there. */
  readonly missing?: readonly string[];
}

/** An undo that failed, of a fault or a run. */
const LEFT = 8;

/** Ends faults and runs, with --all monkeys too; exit 8 when something of them could not be undone. */
export async function run(
  { rest, options }: ParsedCommand<typeof STOP_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  if (rest.length === 0 && !options.all) {
    throw new NetopsError("USAGE", "Cannot stop nothing: name faults or runs, or --all", {
      fix: "netops chaos status",
    });
  }
  const stopped = options.all ? await stopAll(context) : await stopNamed(rest, context);
  const { print, globals } = context;
  const lever = options.all ? "stopped" : undefined;
  if (globals.json) print.document({ schema: "netops.chaos.stop/v1", ...stopped, lever });
  else tell(stopped, context);
  if (options.all && !globals.json) print.say("no new fault is taken until: netops chaos resume");
  const isLeft = stopped.faults.some(({ state }) => state === "undo-failed") ||
    stopped.runs.some(({ exitCode }) => exitCode === LEFT);
  if (!stopped.missing?.length) return isLeft ? LEFT : 0;
  const error = notThere(stopped.missing);
  print.error(error);
  return isLeft ? LEFT : error.exitCode;
}

/** Everything at once: whoever hangs of guardian, fleet and runs holds up nothing that the others end. */
async function stopAll(context: CommandContext): Promise<Stopped> {
  const live = requireFaultRun(context);
  const runs = runsThatGoOn(live).then((going) => endRuns(going, live, context));
  const [faults, ended, monkeys] = await Promise.allSettled([
    ChaosApi.of(context).stop({ all: true }),
    runs,
    turnOffMonkeys(MONKEY_KINDS, live, context),
  ]);
  if (faults.status === "rejected") throw faults.reason;
  if (ended.status === "rejected") throw ended.reason;
  if (monkeys.status === "rejected") throw monkeys.reason;
  return { faults: faults.value, runs: ended.value, monkeys: monkeys.value.off };
}

/** Ends what is there of the named ones. @throws {NetopsError} NOT_FOUND when nothing of them is. */
async function stopNamed(names: readonly string[], context: CommandContext): Promise<Stopped> {
  const live = requireFaultRun(context);
  const api = ChaosApi.of(context);
  const [{ active }, going] = await Promise.all([api.status(), runsThatGoOn(live)]);
  const known = new Set(active.map(({ id }) => id));
  const missing = names.filter((id) => !known.has(id) && !going.has(id));
  if (missing.length === names.length) throw notThere(missing);
  const ids = names.filter((id) => known.has(id));
  const chosen = new Map<string, JobView>([...going].filter(([id]) => names.includes(id)));
  const [faults, runs] = await Promise.all([
    ids.length === 0 ? [] : api.stop({ ids }),
    endRuns(chosen, live, context),
  ]);
  return { faults, runs, monkeys: [], missing };
}

function notThere(names: readonly string[]): NetopsError {
  const message = `No fault at work and no run that goes on is called ${names.join(", ")}`;
  return new NetopsError("NOT_FOUND", message, { fix: "netops chaos status" });
}

function tell({ faults, runs, monkeys }: Stopped, { print, host }: CommandContext): void {
  const view = { nowMs: host.clock.nowMs(), paint: print.paint };
  const left = faults.flatMap((fault) => fault.left ?? []);
  if (faults.length > 0) { for (const line of faultTable(faults, view)) print.line(line); }
  else if (runs.length + monkeys.length === 0) {
    print.line("no fault was at work and no experiment ran");
  }
  for (const line of leftLines(left, print.paint)) print.line(line);
  for (const line of endedRunLines(runs, print.paint)) print.line(line);
  for (const kind of monkeys) print.line(`the ${monkeyName(kind)} is off`);
  const slow = faults.filter(({ state }) => state === "undoing");
  if (slow.length > 0) print.say(`${slow.length} still being undone: netops chaos status`);
}
