import { NetopsError } from "@netops/core";
import { goingLoads } from "@netops/load/runner";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";

const LOOK_MS = 100;
const LIMIT_MS = 20_000;

/** Stops loads early and waits until they are judged. */
export async function run(
  { args }: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { fleet } = requireRun(context);
  const { print, globals, host: { processes, timer, clock } } = context;
  const going = goingLoads(await fleet.jobs());
  const word = args["id"];
  const wanted = word !== undefined && /^\d+$/.test(word) ? `load-${word}` : word;
  if (wanted !== undefined && !going.has(wanted)) {
    throw new NetopsError("NOT_FOUND", `No load "${word}" runs here`, {
      fix: "netops load status",
    });
  }
  const ids = [...going.keys()].filter((id) => wanted === undefined || id === wanted);
  for (const id of ids) {
    const { pid } = going.get(id)!;
    if (pid !== undefined) processes.signal(pid, "SIGTERM");
  }
  const endMs = clock.monotonicMs() + LIMIT_MS;
  const isGoing = async () => {
    const left = goingLoads(await fleet.jobs());
    return ids.some((id) => left.has(id));
  };
  while (await isGoing()) {
    if (clock.monotonicMs() > endMs) {
      throw new NetopsError("TIMED_OUT", `Cannot end ${ids.join(", ")} within 20 s`, {
        fix: "netops load status, then netops down",
      });
    }
    await timer.sleep(LOOK_MS);
  }
  if (globals.json) print.document({ schema: "netops.load.stopped/v1", stopped: ids });
  else if (ids.length === 0) print.line("no load runs");
  else for (const id of ids) print.line(`stopped ${id}; netops load report ${id}`);
  return 0;
}
