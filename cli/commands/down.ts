import { type CommandContext, homeOf, httpOf } from "../command_context.ts";
import { cleanCrashedRun, hasLeftovers } from "../home/clean_home.ts";
import { purgeHome, type PurgePart, purgeParts } from "../home/purge_home.ts";
import { readRunState, type RunState } from "../home/run_state.ts";
import { forgetRun, runsIndexPath } from "../home/runs_index.ts";
import { stopRun } from "../home/stop_run.ts";
import { createFleetClient } from "@netops/core/clients";
import type { RunFile } from "@netops/core/contracts";
import { formatBytes } from "../print/age.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DOWN_OPTIONS } from "../tree/run_commands.ts";

type Parsed = ParsedCommand<typeof DOWN_OPTIONS>;

/** Stops the run of this home, cleans what a crash left, and removes data when asked to. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const home = homeOf(context);
  const state: RunState = home === undefined ? { kind: "none" } : readState(home, parsed, context);
  // Refuses before anything is stopped.
  if (home !== undefined && parsed.options.purge) purgeParts(home);
  if (parsed.options.dryRun) return dryRun(home, state, { parsed, context });
  const stopped = home === undefined ? 0 : await stopWhatRuns(home, state, { parsed, context });
  const purged = home !== undefined && parsed.options.purge ? purge(home, context) : [];
  if (home !== undefined) forget(home, context);
  if (context.globals.json) {
    context.print.document({
      schema: "netops.down/v1",
      stopped: state.kind !== "none" || stopped > 0,
      processes: stopped,
      purged: purged.map((part) => part.path),
    });
  }
  return 0;
}

interface Parts {
  readonly parsed: Parsed;
  readonly context: CommandContext;
}

/** A run file that cannot be read must not stop `down --force`. */
function readState(home: string, parsed: Parsed, context: CommandContext): RunState {
  try {
    return readRunState(home, context.host.processes);
  } catch (error) {
    if (!parsed.options.force) throw error;
    return { kind: "none" };
  }
}

async function stopWhatRuns(
  home: string,
  state: RunState,
  { parsed, context }: Parts,
): Promise<number> {
  const { host, print } = context;
  if (state.kind === "alive") return await stopLive(home, state.run, { parsed, context });
  if (state.kind === "dead" || hasLeftovers(home)) {
    print.say("the run crashed: cleaning what it left");
    const ended = await cleanCrashedRun(home, host);
    print.say(`ended ${ended} processes; nothing is left, data stays in ${home}`);
    return ended;
  }
  print.say("nothing runs here");
  return 0;
}

async function stopLive(home: string, run: RunFile, { parsed, context }: Parts): Promise<number> {
  const { host, print, stop } = context;
  const { force, timeout: timeoutMs } = parsed.options;
  const { fleetUrl, token, pid, startMark } = run;
  const fleet = createFleetClient({ fleetUrl, token, http: httpOf(context) });
  print.say(force ? "killing everything" : "stopping everything");
  const result = await stopRun({
    host,
    home,
    pid,
    startMark,
    fleet,
    timeoutMs,
    force: force ? AbortSignal.abort() : stop.force,
  });
  const late = result.forced && !force ? ` (by force, after ${timeoutMs / 1000}s)` : "";
  print.say(`stopped ${result.processes} processes${late}; data stays in ${home}`);
  return result.processes;
}

function purge(home: string, context: CommandContext): readonly PurgePart[] {
  const { print } = context;
  const parts = purgeParts(home);
  for (const part of parts) print.say(`removing ${part.path} (${formatBytes(part.sizeBytes)})`);
  if (parts.length > 0 && !isAgreed(context)) {
    print.say("kept");
    return [];
  }
  purgeHome(home, parts);
  return parts;
}

/** Asks on a terminal; a script said what it wants by `--purge`. */
function isAgreed({ print, globals, env }: CommandContext): boolean {
  const asks = print.streams.err.isTerminal && !globals.noInput && !print.machine &&
    env.CI !== "true" && Deno.stdin.isTerminal();
  return !asks || confirm("Remove them for good?");
}

function dryRun(home: string | undefined, state: RunState, { parsed, context }: Parts): number {
  const { print, globals } = context;
  const parts = home !== undefined && parsed.options.purge ? purgeParts(home) : [];
  const runId = state.kind === "none" ? undefined : state.run.runId;
  if (globals.json) {
    const purged = parts.map((part) => part.path);
    print.document({ schema: "netops.down/v1", dryRun: true, runId, purged });
    return 0;
  }
  print.line(runId === undefined ? "nothing runs here" : `would stop run ${runId}`);
  for (const part of parts) {
    print.line(`would remove ${part.path} (${formatBytes(part.sizeBytes)})`);
  }
  return 0;
}

function forget(home: string, context: CommandContext): void {
  const index = runsIndexPath(context.env);
  if (index !== undefined) forgetRun(index, home);
}
