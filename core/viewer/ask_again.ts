import type { SessionParts } from "./session_parts.ts";

/** Asks playback for a new offer. */
export function askAgain(
  { renewal, log }: SessionParts,
  nowMs: number,
  options: { readonly isBlocking: boolean },
): void {
  renewal.ask(nowMs, options);
  log.act({ kind: "renew" });
  log.step("renew", nowMs, {});
}
