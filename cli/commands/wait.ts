import { formatDurationMs, NetopsError } from "@netops/core";
import type { StatusDocument } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { startHeartbeat } from "../heartbeat.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import type { WAIT_OPTIONS } from "../tree/run_commands.ts";

type Parsed = ParsedCommand<typeof WAIT_OPTIONS>;
type AppState = StatusDocument["apps"][number];

const POLL_MS = 100;

/** Waits until an application, or all of them, is healthy, up or down. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const name = parsed.args.app ?? "all";
  const { for: wanted, timeout: timeoutMs = 60_000 } = parsed.options;
  if (wanted === "down" && !runs(context)) return done(name, parsed, context);
  const live = requireRun(context);
  const startMs = context.host.clock.monotonicMs();
  let pending: readonly AppState[] = [];
  const stopHeartbeat = startHeartbeat({
    ...context.host,
    waitsFor: () => describe(pending),
    say: (text) => context.print.say(text),
  });
  try {
    for (;;) {
      pending = await stillPending(name, wanted, { live, context });
      if (pending.length === 0) return done(name, parsed, context);
      if (context.host.clock.monotonicMs() - startMs >= timeoutMs) break;
      await context.host.timer.sleep(POLL_MS, context.stop.signal);
    }
  } catch (error) {
    if (wanted === "down" && !runs(context)) return done(name, parsed, context);
    throw error;
  } finally {
    stopHeartbeat();
  }
  const limit = formatDurationMs(timeoutMs);
  throw new NetopsError("TIMED_OUT", `Not ${wanted} within ${limit}: ${describe(pending)}`, {
    fix: `netops logs ${pending[0]?.app ?? ""} --level warn`,
    details: { pending },
  });
}

async function stillPending(
  name: string,
  wanted: "healthy" | "up" | "down",
  { live, context }: { live: LiveRun; context: CommandContext },
): Promise<readonly AppState[]> {
  const { apps } = await live.fleet.status(context.stop.signal);
  const chosen = name === "all" ? apps : apps.filter((app) => app.app === name);
  if (chosen.length === 0 && wanted !== "down") throw unknownApp(name, apps.map((app) => app.app));
  if (wanted === "down") return chosen.filter((app) => app.up > 0);
  if (name !== "all") chosen.forEach(refuseStopped);
  return chosen.filter((app) => app.desired > 0 && !isThere(app, wanted));
}

/** Nobody is about to start what was stopped: waiting for it would only end by time. */
function refuseStopped({ app, desired }: AppState): void {
  if (desired > 0) return;
  throw new NetopsError("UNHEALTHY", `Cannot wait for ${app} as it is stopped`, {
    fix: `netops start ${app}`,
  });
}

function isThere(app: AppState, wanted: "healthy" | "up"): boolean {
  if (wanted === "up") return app.up > 0;
  return app.up >= app.desired && app.status === "UP";
}

/** The error of an application that is not there, with the nearest that are. */
export function unknownApp(name: string, known: readonly string[]): NetopsError {
  const near = suggest(name, known);
  return new NetopsError("NOT_FOUND", `There is no application "${name}"`, {
    fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops status",
  });
}

function runs(context: CommandContext): boolean {
  try {
    requireRun(context);
    return true;
  } catch (error) {
    if (error instanceof NetopsError && error.code === "NOT_RUNNING") return false;
    throw error;
  }
}

function describe(pending: readonly AppState[]): string {
  return pending.map((app) => `${app.app} is ${app.status} (${app.up} of ${app.desired} up)`)
    .join(", ") || "nothing";
}

function done(name: string, parsed: Parsed, { globals, print }: CommandContext): number {
  const state = parsed.options.for;
  if (globals.json) print.document({ schema: "netops.wait/v1", app: name, state });
  else print.say(`${name}: ${state}`);
  return 0;
}
