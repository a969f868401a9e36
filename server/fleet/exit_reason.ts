import type { ExitStatus } from "@netops/core";

/** How a process ended, in words. */
export function exitReason(exit: ExitStatus): string {
  return exit.signal === undefined ? `exited with code ${exit.code}` : `ended by ${exit.signal}`;
}
