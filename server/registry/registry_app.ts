import type { Clock, Timer } from "@netops/core";
import type { Registry } from "./registry.ts";
import type { ResponseCache } from "./response_cache.ts";
import type { WatchHub } from "./watch_hub.ts";

/** What the routes work with. */
export interface RegistryApp {
  readonly registry: Registry;
  readonly cache: ResponseCache;
  readonly watch: WatchHub;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Makes reads fail. */
  readonly faults?: {
    answer(
      read: (shown: RegistryApp) => Response | Promise<Response>,
    ): Response | Promise<Response>;
  };
}
