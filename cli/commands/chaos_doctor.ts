import { toNetopsError } from "@netops/core";
import type { Residue } from "@netops/core/contracts";
import { ChaosApi } from "../chaos/chaos_api.ts";
import { readScene, residueOf } from "../chaos/offline_scene.ts";
import { type CommandContext, isRunAlive } from "../command_context.ts";
import { otherHomes, requireHome, runsElsewhere } from "../home/require_home.ts";
import type { ParsedCommand } from "../spec.ts";
import { residueLines } from "../views/chaos_lines.ts";

/** Looks for anything that a fault left behind, with the platform or without; exit 8 when there is, 3 where none ever ran. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const home = requireHome(context);
  const isAlive = isRunAlive(context);
  const residue = await findResidue(home, context);
  const { print, globals } = context;
  if (globals.json) print.document({ schema: "netops.doctor/v1", residue });
  else for (const line of residueLines(residue, print.paint, home)) print.line(line);
  if (!isAlive) print.say(`no platform runs here now${runsElsewhere(otherHomes(context, home))}`);
  return residue.length === 0 ? 0 : 8;
}

/** All that is left: what the sides see, if they answer, and what can be seen from outside. */
async function findResidue(home: string, context: CommandContext): Promise<Residue[]> {
  const { processes } = context.host;
  const online = isRunAlive(context) ? await askGuardian(context) : NOBODY;
  const active = online.active === undefined ? undefined : new Set(online.active);
  return [...online.residue, ...residueOf(readScene(home, processes), active)];
}

/** What those who live say: `active` is undefined when nobody knows. */
interface OnlineLook {
  readonly residue: readonly Residue[];
  readonly active?: readonly string[];
}

const NOBODY: OnlineLook = { residue: [] };

async function askGuardian(context: CommandContext): Promise<OnlineLook> {
  try {
    const api = ChaosApi.of(context);
    const [{ residue }, { active }] = await Promise.all([api.doctor(), api.status()]);
    return { residue, active: active.map(({ id }) => id) };
  } catch (thrown) {
    // Not knowing is no clean bill of health.
    const { message } = toNetopsError(thrown);
    const what = `the guardian cannot be asked: ${message}`;
    return { residue: [{ what, where: "guardian", fix: "netops chaos panic" }] };
  }
}
