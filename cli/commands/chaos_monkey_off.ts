import {
  ACTS_FILE,
  MONKEY_KINDS,
  monkeyDir,
  type MonkeyKind,
  monkeyOwner,
  notePutBack,
  patientsOf,
  readActStore,
} from "@netops/chaos/monkeys";
import { ChaosApi } from "../chaos/chaos_api.ts";
import { endMonkey, lookAtMonkeys } from "../chaos/monkey_desk.ts";
import { type CommandContext, httpOf, type LiveRun, requireRun } from "../command_context.ts";
import { RegistryApi } from "../registry/registry_api.ts";
import type { ParsedCommand } from "../spec.ts";
import type { MONKEY_KIND_OPTIONS } from "../tree/monkey_commands.ts";
import { monkeyName } from "../views/monkey_lines.ts";

/** Turns monkeys off, and ends what they do, also what one left that died. */
export async function run(
  { options }: ParsedCommand<typeof MONKEY_KIND_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const kinds = options.kind === undefined ? MONKEY_KINDS : [options.kind as MonkeyKind];
  const live = requireRun(context);
  const seats = await lookAtMonkeys(live, kinds);
  const turnedOff: MonkeyKind[] = [];
  const ended: string[] = [];
  for (const { kind, job, orders } of seats) {
    if (job !== undefined) {
      await endMonkey(job, live, context);
      turnedOff.push(kind);
    }
    if (orders === undefined) continue;
    if (kind === "doctor") await putBack(live, context);
    else ended.push(...await endFaults(kind, context));
  }
  const { print, globals } = context;
  if (globals.json) {
    print.document({ schema: "netops.monkey.off/v1", off: turnedOff, ended });
    return 0;
  }
  if (turnedOff.length === 0) print.line("no monkey was on");
  for (const kind of turnedOff) print.line(`the ${monkeyName(kind)} is off`);
  if (ended.length > 0) print.line(`ended ${ended.join(", ")}`);
  return 0;
}

async function endFaults(kind: MonkeyKind, context: CommandContext): Promise<string[]> {
  const reason = "the monkey was turned off";
  const faults = await ChaosApi.of(context).stop({ experimentId: monkeyOwner(kind), reason });
  return faults.map(({ id }) => id);
}

/** A doctor puts its patients back when it goes; one that was killed could not. */
async function putBack(live: LiveRun, context: CommandContext): Promise<void> {
  const { records } = readActStore(`${monkeyDir(live.home, "doctor")}/${ACTS_FILE}`);
  const patients = patientsOf(records);
  if (patients.size === 0) return;
  const { instances } = await live.fleet.instances();
  const registry = new RegistryApi(live, httpOf(context));
  for (const { id, app } of instances.filter((one) => patients.has(one.id))) {
    await registry.override(app, id, undefined);
  }
  const atMs = context.host.clock.nowMs();
  notePutBack(live.home, [...patients.values()], { atMs });
}
