import { type Logger, type Timer, toNetopsError } from "@netops/core";
import type { TitlePackage } from "@netops/core/contracts";
import type { Catalog } from "./catalog.ts";
import type { CatalogStore } from "./store.ts";

/** What following works with. */
export interface FollowOptions {
  readonly catalog: Catalog;
  readonly store: CatalogStore;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const AGAIN_MS = 250;
const RESYNC_MS = 30_000;

/** Follows changes that other instances write, until the signal aborts. */
export async function followStore(options: FollowOptions): Promise<void> {
  const { catalog, store, timer, logger, signal } = options;
  while (!signal.aborted) {
    const reader = store.watch().getReader();
    const stop = () => void reader.cancel();
    signal.addEventListener("abort", stop, { once: true });
    try {
      while (!(await reader.read()).done) await catalog.refresh();
    } catch (error) {
      if (!signal.aborted) {
        logger.log("warn", "Cannot watch the database", { reason: String(error) });
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
    await timer.sleep(AGAIN_MS, signal).catch(() => undefined);
  }
}

/**
 * Takes over what origin holds: asks until it answers, and now and then again, for what a lost record of
 * topic `titles` would have told.
 */
export async function followOrigin(
  options: FollowOptions,
  readPackages: () => Promise<readonly TitlePackage[]>,
): Promise<void> {
  const { catalog, timer, logger, signal } = options;
  while (!signal.aborted) {
    let waitMs = AGAIN_MS;
    try {
      await catalog.takePackages(await readPackages());
      waitMs = RESYNC_MS;
    } catch (thrown) {
      const { message } = toNetopsError(thrown);
      logger.log("debug", "Cannot read packages yet", { reason: message });
    }
    await timer.sleep(waitMs, signal).catch(() => undefined);
  }
}
