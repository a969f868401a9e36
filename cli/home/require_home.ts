import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import { homeOf } from "../command_context.ts";
import { MARKER } from "./home_marker.ts";
import { join } from "./paths.ts";
import { listRuns, runsIndexPath } from "./runs_index.ts";

/** Any of these names says that netops ran in a folder. */
const SIGNS = [MARKER, "run.json", "groups.jsonl", "fleet.db"] as const;

/**
 * The home to look at from outside: one where netops runs or ran. A folder where it never ran says nothing
 * about the run that was meant.
 *
 * @throws {NetopsError} NOT_RUNNING, with the homes of other runs of this user.
 */
export function requireHome(context: CommandContext): string {
  const home = homeOf(context);
  if (home !== undefined && SIGNS.some((name) => isThere(join(home, name)))) return home;
  const where = home ?? `${context.cwd} or above`;
  const others = otherHomes(context, home);
  throw new NetopsError("NOT_RUNNING", `No platform ran in ${where}${runsElsewhere(others)}`, {
    fix: others.length === 0 ? "netops up" : `--home ${others[0]}`,
    details: { runs: others },
  });
}

/** Homes of runs of this user that live, `home` aside. */
export function otherHomes(
  { env, host }: Pick<CommandContext, "env" | "host">,
  home: string | undefined,
): readonly string[] {
  const path = runsIndexPath(env);
  if (path === undefined) return [];
  return listRuns(path, host.processes).map((run) => run.home).filter((other) => other !== home);
}

/** Says where else something runs; nothing when nothing does. */
export function runsElsewhere(homes: readonly string[]): string {
  return homes.length === 0 ? "" : `; what runs is in ${homes.join(", ")}`;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    // Who may not look into a folder cannot say that nothing is in it.
    return error instanceof Deno.errors.PermissionDenied;
  }
}
