import type { SignalName } from "../ports/spawner.ts";

/**
 * Signals a pid, or a group as a negative number; false when nobody of ours is there to take it.
 *
 * 0, 1 and -1 are never signalled: to the kernel they mean our own group, init, and everybody.
 */
export function sendSignal(target: number, name: SignalName): boolean {
  if (!Number.isSafeInteger(target) || Math.abs(target) <= 1) return false;
  try {
    Deno.kill(target, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false;
    // The number was given to a process of another user: ours is gone.
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
