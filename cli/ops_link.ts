import { formatOpsTicket, OPS_TICKET_LIFE_MS, type RunFile } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";

/** A link that lets the browser that uses it first act on the operations page; it lives for a minute. */
export async function createOpsLink(
  run: Pick<RunFile, "token" | "urls">,
  host: Pick<Host, "clock" | "randomHex">,
): Promise<string> {
  const expiresAtMs = host.clock.nowMs() + OPS_TICKET_LIFE_MS;
  const ticket = await formatOpsTicket(run.token, { expiresAtMs, nonce: host.randomHex(16) });
  return `${run.urls.ops}/ops/enter?t=${ticket}`;
}
