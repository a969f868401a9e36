import { type HttpClient, NetopsError } from "@netops/core";
import { createFleetClient, type FleetClient } from "@netops/core/clients";
import type { RunFile } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { createDeadlineHttp } from "./deadline_http.ts";
import { findHome } from "./home/find_home.ts";
import { readRunState } from "./home/run_state.ts";
import type { Printer } from "./print/printer.ts";
import type { StopControl } from "./stop_control.ts";
import type { GlobalValues } from "./tree/global_options.ts";

/** What every command works with. */
export interface CommandContext {
  readonly host: Host;
  readonly env: Readonly<Record<string, string>>;
  /** The words of the command line, as they were given. */
  readonly argv: readonly string[];
  /** The working folder, absolute; `--cwd` is in it. */
  readonly cwd: string;
  readonly globals: GlobalValues;
  readonly print: Printer;
  readonly stop: StopControl;
}

/** A run that lives, and how to ask it. */
export interface LiveRun {
  readonly home: string;
  readonly run: RunFile;
  readonly fleet: FleetClient;
}

/** The home that the command line, the environment or the working folder names, if any. */
export function homeOf(context: CommandContext): string | undefined {
  const { home } = context.globals;
  return findHome({
    env: context.env,
    cwd: context.cwd,
    ...(home === undefined ? {} : { flag: home }),
  });
}

/** Whether the run of this home lives, whatever answers or does not. */
export function isRunAlive(context: CommandContext): boolean {
  const home = homeOf(context);
  return home !== undefined && readRunState(home, context.host.processes).kind === "alive";
}

/** An HTTP client for a person who waits. */
export function httpOf({ host }: Pick<CommandContext, "host">): HttpClient {
  return createDeadlineHttp(host.createHttpClient(), host.timer);
}

/**
 * The platform that runs in this home.
 *
 * @throws {NetopsError} NOT_RUNNING when none does.
 */
export function requireRun(context: CommandContext): LiveRun {
  const home = homeOf(context);
  const state = home === undefined ? undefined : readRunState(home, context.host.processes);
  if (home === undefined || state === undefined || state.kind === "none") {
    const where = home === undefined ? `${context.cwd} or above` : home;
    throw new NetopsError("NOT_RUNNING", `No platform runs in ${where}`, { fix: "netops up" });
  }
  if (state.kind === "dead") {
    throw new NetopsError("NOT_RUNNING", `The platform of ${home} died without saying goodbye`, {
      fix: "netops up (it cleans first), or netops down to only clean",
    });
  }
  const http = httpOf(context);
  const { fleetUrl, token } = state.run;
  return { home, run: state.run, fleet: createFleetClient({ fleetUrl, token, http }) };
}
