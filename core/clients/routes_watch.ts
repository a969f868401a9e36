import type { Route, RouteSnapshot } from "../contracts/routes.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";
import { followStream } from "./follow_stream.ts";
import { Listeners } from "./listeners.ts";

/** What a watch of the routes is made of. */
export interface RoutesWatchOptions {
  readonly fleetUrl: string;
  readonly token: string;
  /** The name under which epochs are acknowledged: the instance id. */
  readonly consumer: string;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rng: Rng;
  readonly signal?: AbortSignal;
}

/** The newest route snapshot; the last one stays while fleet is gone. */
export interface RoutesWatch {
  /** The newest snapshot, or undefined before the first. */
  snapshot(): RouteSnapshot | undefined;
  /** The route of a key in the newest snapshot. */
  route(key: string): Route | undefined;
  /** The route that callers of an app use: the one of that key, else the first of that app. */
  routeOfApp(app: string): Route | undefined;
  /** Resolves with the first snapshot; rejects only when closed before. */
  readonly ready: Promise<void>;
  /** Calls `listener` with every newer snapshot; the epoch is acknowledged after all listeners ran. */
  onChange(listener: (snapshot: RouteSnapshot) => void): () => void;
  close(): void;
}

const ACK_RETRY_MS = 500;
const ACK_TIMEOUT_MS = 2_000;

/** Watches fleet's route snapshot and acknowledges each epoch. */
export function createRoutesWatch(options: RoutesWatchOptions): RoutesWatch {
  return new FleetRoutesWatch(options);
}

class FleetRoutesWatch implements RoutesWatch {
  readonly ready: Promise<void>;
  readonly #options: RoutesWatchOptions;
  readonly #closing = new AbortController();
  readonly #listeners = new Listeners<RouteSnapshot>();
  readonly #ready = Promise.withResolvers<void>();
  #snapshot: RouteSnapshot | undefined;
  #byKey = new Map<string, Route>();
  #byApp = new Map<string, Route>();
  #acknowledging = false;
  #acknowledged = -1;
  #cancelRetry: CancelTimer = () => undefined;

  constructor(options: RoutesWatchOptions) {
    this.#options = options;
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined);
    options.signal?.addEventListener("abort", () => this.close(), { once: true });
    if (options.signal?.aborted) this.close();
    void this.#follow();
  }

  snapshot(): RouteSnapshot | undefined {
    return this.#snapshot;
  }

  route(key: string): Route | undefined {
    return this.#byKey.get(key);
  }

  routeOfApp(app: string): Route | undefined {
    return this.#byKey.get(app) ?? this.#byApp.get(app);
  }

  onChange(listener: (snapshot: RouteSnapshot) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#closing.abort();
    this.#cancelRetry();
    this.#listeners.clear();
    this.#ready.reject(
      new NetopsError("UNREACHABLE", "Cannot watch routes as the watch is closed"),
    );
  }

  async #follow(): Promise<void> {
    const { fleetUrl, token, timer, http, clock, logger, rng } = this.#options;
    const signal = this.#closing.signal;
    while (!signal.aborted) {
      await followStream({
        url: `${fleetUrl}/v1/routes/stream`,
        headers: { authorization: `Bearer ${token}` },
        ...{ http, timer, clock, logger, rng, signal },
        onMessage: (data) => this.#hear(data),
      });
      // A fleet that does not know the stream yet is asked again; closing ends the wait.
      await timer.sleep(ACK_TIMEOUT_MS, signal).catch(() => undefined);
    }
  }

  #hear(data: string | undefined): "go-on" {
    if (data === undefined || data === "") return "go-on";
    const snapshot = readSnapshot(data);
    if (snapshot === undefined) {
      this.#options.logger.log("warn", "fleet sent a route snapshot that is not valid");
    } else if (this.#snapshot === undefined || snapshot.epoch > this.#snapshot.epoch) {
      this.#swap(snapshot);
    } else if (snapshot.epoch === this.#snapshot.epoch) {
      // Fleet may have forgotten our word while the stream was lost: say it again.
      this.#acknowledged = -1;
    }
    void this.#acknowledge();
    return "go-on";
  }

  #swap(snapshot: RouteSnapshot): void {
    this.#snapshot = snapshot;
    this.#byKey = new Map(snapshot.routes.map((route) => [route.key, route]));
    // Reversed, so that the first route of an app is the one that stays.
    this.#byApp = new Map(snapshot.routes.toReversed().map((route) => [route.app, route]));
    this.#listeners.notify(snapshot);
    this.#ready.resolve();
  }

  async #acknowledge(): Promise<void> {
    const epoch = this.#snapshot?.epoch;
    if (epoch === undefined || this.#acknowledging || epoch <= this.#acknowledged) return;
    this.#acknowledging = true;
    const done = await this.#sendAck(epoch);
    this.#acknowledging = false;
    if (this.#closing.signal.aborted) return;
    if (done) {
      this.#acknowledged = epoch;
      return this.#acknowledge();
    }
    this.#cancelRetry();
    this.#cancelRetry = this.#options.timer.after(ACK_RETRY_MS, () => void this.#acknowledge());
  }

  async #sendAck(epoch: number): Promise<boolean> {
    const { http, fleetUrl, token, consumer, timer } = this.#options;
    const timeout = new AbortController();
    const cancel = timer.after(ACK_TIMEOUT_MS, () => timeout.abort());
    try {
      const response = await http.send({
        method: "POST",
        url: `${fleetUrl}/v1/routes/ack`,
        headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ consumer, epoch }),
        signal: AbortSignal.any([timeout.signal, this.#closing.signal]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Fleet is away: the word is said again later.
      return false;
    } finally {
      cancel();
    }
  }
}

/** Reads what our own parent sent; undefined when it is no snapshot at all. */
function readSnapshot(data: string): RouteSnapshot | undefined {
  try {
    const value = JSON.parse(data) as Partial<RouteSnapshot> | null;
    const valid = typeof value?.epoch === "number" && Array.isArray(value.routes) &&
      Array.isArray(value.listeners);
    return valid ? value as RouteSnapshot : undefined;
  } catch {
    // Broken JSON is as good as no snapshot; the caller reports it.
    return undefined;
  }
}
