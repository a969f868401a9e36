import type { Host } from "@netops/core/host";
import { dirname } from "./paths.ts";
import { readRunState } from "./run_state.ts";

/** One run of this user, anywhere on the machine. */
export interface IndexedRun {
  readonly home: string;
  readonly projectDir: string;
  readonly runId: string;
  readonly pid: number;
  readonly profile: string;
  readonly gateway: string;
}

/** The file that lists the homes of this user. Source: XDG Base Directory Specification. */
export function runsIndexPath(env: Readonly<Record<string, string>>): string | undefined {
  const state = env.XDG_STATE_HOME || (env.HOME ? `${env.HOME}/.local/state` : undefined);
  return state === undefined ? undefined : `${state}/netops/runs.json`;
}

/** Every run of this user that lives. */
export function listRuns(path: string, processes: Host["processes"]): readonly IndexedRun[] {
  return readHomes(path).flatMap((home) => {
    const state = stateOf(home, processes);
    if (state?.kind !== "alive") return [];
    const { runId, pid, profile, projectDir, urls } = state.run;
    return [{ home, projectDir, runId, pid, profile, gateway: urls.gateway }];
  });
}

/** Adds a home to the list, and drops those where nothing runs any more. */
export function rememberRun(path: string, home: string, processes: Host["processes"]): void {
  const others = listRuns(path, processes).map((run) => run.home).filter((other) => other !== home);
  writeHomes(path, [...others, home]);
}

/** Removes a home from the list. */
export function forgetRun(path: string, home: string): void {
  const homes = readHomes(path);
  if (homes.includes(home)) writeHomes(path, homes.filter((other) => other !== home));
}

function stateOf(home: string, processes: Host["processes"]) {
  try {
    return readRunState(home, processes);
  } catch {
    // A home that cannot be read holds no run that we can name.
    return undefined;
  }
}

function readHomes(path: string): string[] {
  try {
    const { homes } = JSON.parse(Deno.readTextFileSync(path)) as { homes?: unknown };
    return Array.isArray(homes) ? homes.filter((home) => typeof home === "string") : [];
  } catch {
    // No list yet, or a broken one: it is a convenience and is written anew.
    return [];
  }
}

function writeHomes(path: string, homes: readonly string[]): void {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${Deno.pid}`;
    Deno.writeTextFileSync(draft, JSON.stringify({ homes }), { mode: 0o600 });
    Deno.renameSync(draft, path);
  } catch {
    // A read-only state folder must not stop a run; only `ps` from elsewhere loses it.
  }
}
