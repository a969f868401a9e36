import type { AppManifest } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { forgetRun, runsIndexPath } from "../home/runs_index.ts";
import { type ForegroundRun, stayInForeground } from "./stay.ts";
import { tellDeaths } from "./tell_deaths.ts";
import { watchServices } from "./watch_services.ts";

/** Stays with a run until it ends, tells deaths, and rolls the `watched` services meanwhile. */
export async function stayAndTell(
  live: ForegroundRun,
  watched: readonly AppManifest[],
  context: CommandContext,
): Promise<number> {
  const { fleet } = live;
  const ended = new AbortController();
  const signal = AbortSignal.any([context.stop.signal, ended.signal]);
  const watch = (dir: string) => Deno.watchFs(dir);
  const watching = watchServices(watched, { fleet, context, signal, watch });
  const telling = tellDeaths(fleet, { print: context.print, signal });
  try {
    return await stayInForeground(live, context);
  } finally {
    // A run also ends elsewhere, by `netops down`: then no signal ends those beside it.
    ended.abort();
    await Promise.all([watching, telling]);
    const index = runsIndexPath(context.env);
    if (index !== undefined) forgetRun(index, live.home);
  }
}
