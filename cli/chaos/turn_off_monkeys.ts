import {
  ACTS_FILE,
  monkeyDir,
  type MonkeyKind,
  monkeyOwner,
  notePutBack,
  patientsOf,
  readActStore,
} from "@netops/chaos/monkeys";
import { type CommandContext, httpOf, type LiveRun } from "../command_context.ts";
import { RegistryApi } from "../registry/registry_api.ts";
import { ChaosApi } from "./chaos_api.ts";
import { endMonkey, lookAtMonkeys } from "./monkey_desk.ts";

/** What became of turning monkeys off. */
export interface TurnedOff {
  /** Those that were on. */
  readonly off: readonly MonkeyKind[];
  /** Ids of the faults that ended. */
  readonly ended: readonly string[];
}

/** Turns monkeys off, and ends what they do, also what one left that died. */
export async function turnOffMonkeys(
  kinds: readonly MonkeyKind[],
  live: LiveRun,
  context: CommandContext,
): Promise<TurnedOff> {
  const off: MonkeyKind[] = [];
  const ended: string[] = [];
  for (const { kind, job, orders } of await lookAtMonkeys(live, kinds)) {
    if (job !== undefined) {
      await endMonkey(job, live, context);
      off.push(kind);
    }
    if (orders === undefined) continue;
    if (kind === "doctor") await putBack(live, context);
    else ended.push(...await endFaults(kind, context));
  }
  return { off, ended };
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
