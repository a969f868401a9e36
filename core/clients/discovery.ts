import type { RegisteredInstance, RegistryWatchMessage } from "../contracts/registry_watch.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";
import { followStream } from "./follow_stream.ts";
import { InstanceCache } from "./instance_cache.ts";
import { Listeners } from "./listeners.ts";
import { isLoopback } from "./loopback.ts";
import { pollRegistry } from "./registry_poll.ts";

/** A registry that gave no stream is asked for one this often. */
const WATCH_AGAIN_MS = 30_000;

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

/**
 * Watches a registry (`GET /watch`, else by polling) and keeps what it said.
 *
 * What is known stays while the registry is away, and for a lease after it came back empty.
 */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  return new RegistryDiscovery(options);
}

class RegistryDiscovery implements Discovery {
  readonly ready: Promise<void>;
  readonly #options: DiscoveryOptions;
  readonly #cache: InstanceCache;
  readonly #listeners = new Listeners<readonly string[]>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #closing = new AbortController();
  readonly #graceMs: number;
  #heardAtMs = -Infinity;
  #version = -1;
  #cancelGrace: CancelTimer = () => undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#graceMs = options.graceMs ?? 6_000;
    const accept = options.accept ?? ((instance) => isLoopback(instance.host));
    this.#cache = new InstanceCache(this.#graceMs, accept);
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined);
    options.signal?.addEventListener("abort", () => this.close(), { once: true });
    if (options.signal?.aborted) this.close();
    void this.#run();
  }

  instances(app: string): readonly RegisteredInstance[] {
    return this.#cache.instances(app);
  }

  up(app: string): readonly RegisteredInstance[] {
    return this.#cache.up(app);
  }

  apps(): readonly string[] {
    return this.#cache.apps;
  }

  onChange(listener: (apps: readonly string[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  ageMs(): number {
    return this.#options.clock.monotonicMs() - this.#heardAtMs;
  }

  close(): void {
    this.#closing.abort();
    this.#cancelGrace();
    this.#listeners.clear();
    this.#ready.reject(new NetopsError("UNREACHABLE", "Cannot discover as discovery is closed"));
  }

  async #run(): Promise<void> {
    const { registryUrl, http, timer, clock, logger, rng } = this.#options;
    const { signal } = this.#closing;
    for (let level: "info" | "debug" = "info";; level = "debug") {
      const end = await followStream({
        url: `${registryUrl}/watch`,
        ...{ http, timer, clock, logger, rng, signal },
        onMessage: (data) => this.#hear(data),
      });
      if (end === "closed") return;
      logger.log(level, "the registry has no watch, so it is polled", { registry: registryUrl });
      await this.#poll();
    }
  }

  /** Polls for a while: a registry that once gave no stream may have been sick. */
  async #poll(): Promise<void> {
    const { registryUrl, http, timer, clock, logger, pollIntervalMs } = this.#options;
    const over = new AbortController();
    const cancel = timer.after(WATCH_AGAIN_MS, () => over.abort());
    const signal = AbortSignal.any([over.signal, this.#closing.signal]);
    await pollRegistry({
      ...{ registryUrl, http, timer, logger, signal, cache: this.#cache },
      intervalMs: pollIntervalMs ?? 2_000,
      onFull: (changes) => this.#takeSnapshot(changes.map((change) => change.instance)),
      onDelta: (changes) => {
        this.#heardAtMs = clock.monotonicMs();
        for (const change of changes) this.#publish(this.#cache.applyChange(change));
      },
    });
    cancel();
  }

  #hear(data: string | undefined): "go-on" | "reconnect" {
    const message = data === undefined ? undefined : readMessage(data);
    if (message === undefined) return "go-on";
    this.#heardAtMs = this.#options.clock.monotonicMs();
    switch (message.type) {
      case "snapshot":
        this.#version = message.version;
        this.#takeSnapshot(message.instances);
        return "go-on";
      case "change":
        // What came before the snapshot that we hold is in it already.
        if (message.version <= this.#version) return "go-on";
        this.#version = message.version;
        this.#publish(this.#cache.applyChange(message));
        return "go-on";
      case "ping":
        return message.version === this.#version ? "go-on" : "reconnect";
    }
  }

  #takeSnapshot(instances: readonly RegisteredInstance[]): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#heardAtMs = nowMs;
    this.#publish(this.#cache.applySnapshot(instances, nowMs));
    this.#ready.resolve();
    this.#cancelGrace();
    this.#cancelGrace = this.#options.timer.after(this.#graceMs, () => {
      this.#publish(this.#cache.dropMissing(this.#options.clock.monotonicMs()));
    });
  }

  #publish(changed: ReadonlySet<string>): void {
    if (changed.size > 0) this.#listeners.notify([...changed]);
  }
}

/** Reads one message; undefined for what is none, so that later kinds break nobody. */
function readMessage(data: string): RegistryWatchMessage | undefined {
  try {
    const message = JSON.parse(data) as RegistryWatchMessage | null;
    const known = message?.type === "snapshot" || message?.type === "change" ||
      message?.type === "ping";
    return known && typeof message.version === "number" ? message : undefined;
  } catch {
    // Broken JSON is no message; the next ping tells whether something was missed.
    return undefined;
  }
}
