import { databaseToken } from "../nouns/database_token.ts";
import { faultyDatabase } from "./faulty_database.ts";
import type { ServiceContext } from "./service_context.ts";

const RETRY_MS = 50;

/**
 * Opens the kv database that is named like this process's app; close it in `stop`.
 *
 * Waits while the kv process starts, as all processes start at once. After that an answer may be late
 * while it restarts (half a second), it does not fail: the client tries again by itself. A write may then
 * happen twice, so changes that must not use checks.
 */
export async function openDatabase(
  { boot, host, faults, signal }: Pick<ServiceContext, "boot" | "host" | "faults" | "signal">,
): Promise<Deno.Kv> {
  const token = databaseToken(boot.token, boot.app);
  for (;;) {
    try {
      return faultyDatabase(await host.openKv(`${boot.kvUrl}/${boot.app}`, token), faults);
    } catch (thrown) {
      if (!isAway(thrown)) throw thrown;
      await host.timer.sleep(RETRY_MS, signal);
    }
  }
}

/** Deno's client says in words only that nobody listens. */
function isAway(thrown: unknown): boolean {
  return thrown instanceof TypeError && /failed to connect/.test(thrown.message);
}
