import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { NetopsError } from "../errors/netops_error.ts";

/** What discovery is made of. */
export interface DiscoveryOptions {
  /** The registry, without a trailing slash. */
  readonly registryUrl: string;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rng: Rng;
  /** Closes discovery when it aborts. */
  readonly signal?: AbortSignal;
  /** How long an instance stays that only a restarted registry does not know; one lease, 6,000. */
  readonly graceMs?: number;
  /** How often a registry without a watch is polled; 2,000. */
  readonly pollIntervalMs?: number;
  /** Who may be routed to; loopback hosts only when left out. */
  readonly accept?: (instance: RegisteredInstance) => boolean;
}

/** What this process knows of who is where; survives the loss of the registry. */
export interface Discovery {
  /** Every known instance of an app, whatever its status; names are compared without case. */
  instances(app: string): readonly RegisteredInstance[];
  /** The instances that may get requests: UP and accepted. The array is the same until it changes. */
  up(app: string): readonly RegisteredInstance[];
  /** Every known app, in lower case. */
  apps(): readonly string[];
  /** Resolves with the first snapshot; rejects only when closed before. */
  readonly ready: Promise<void>;
  /** Calls `listener` after every change, with the apps that changed. */
  onChange(listener: (apps: readonly string[]) => void): () => void;
  /** How long ago the registry was last heard, in ms; Infinity before the first time. */
  ageMs(): number;
  close(): void;
}

/** Watches a registry and keeps what it said. */
export function createDiscovery(_options: DiscoveryOptions): Discovery {
  throw new NetopsError("BUG", "Cannot discover as this part is being built");
}
