import { KEEPER_PONG_LINE, KEEPER_READY_LINE } from "@netops/core";
import type { KeeperLine } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { endGroups } from "./end_groups.ts";
import { KeepList } from "./keep_list.ts";

const GRACE_MS = 3_000;

/**
 * Stands by until fleet's pipe closes, then ends everything that fleet left behind.
 *
 * It has a session of its own and hears no signal but SIGKILL: whatever ends fleet must not end it.
 */
export async function runKeeper(host: Host): Promise<void> {
  host.onStopSignal(["SIGINT", "SIGTERM", "SIGHUP"], () => undefined);
  const list = new KeepList();
  host.writeOut(`${KEEPER_READY_LINE}\n`);
  for await (const line of host.stdinLines()) {
    if (line === "") continue;
    const message = JSON.parse(line) as KeeperLine;
    if (message.type === "ping") host.writeOut(`${KEEPER_PONG_LINE}\n`);
    else list.take(message);
    if (list.dismissed) return host.exit(0);
  }
  const { clock, timer, processes } = host;
  const left = await endGroups(list.groups, {
    processes,
    clock,
    timer,
    graceMs: GRACE_MS,
    runId: list.runId,
  });
  for (const file of list.files) removeFile(file);
  host.exit(left.length === 0 ? 0 : 8);
}

function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
