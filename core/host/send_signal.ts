import type { SignalName } from "../ports/spawner.ts";

/** Signals a pid, or a group as a negative number; false when nobody is there to take it. */
export function sendSignal(target: number, name: SignalName): boolean {
  try {
    Deno.kill(target, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false;
    throw error;
  }
}
