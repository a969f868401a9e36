import { type ActiveFault, type FailMode, type FailPoints } from "@netops/core/faults";
import type { EurekaInstance } from "./eureka_instance.ts";
import { Registry } from "./registry.ts";
import type { RegistryApp } from "./registry_app.ts";
import { ResponseCache } from "./response_cache.ts";
import { restoreSnapshot, takeSnapshot } from "./snapshot.ts";
import { WatchHub } from "./watch_hub.ts";

const POINT = "registry-answer";
/** tcpmux: nothing listens there. */
const NOWHERE = { number: 1, enabled: true };

/** What a fault shows in place of the registry. */
interface Shown {
  readonly mode: FailMode;
  readonly app: RegistryApp;
}

/**
 * Answers reads as faults at `registry-answer` say: late, not at all, as the registry was when the fault
 * began (`stale`), or with instances where nobody is (`lie`).
 *
 * Writes go through. Watchers of a stale registry hear the rest when the fault ends; of one that fails or
 * lies they are sent away, and come again for a new snapshot.
 */
export class FaultyAnswers {
  readonly #app: RegistryApp;
  readonly #points: FailPoints;
  readonly #shown: Shown[] = [];

  /** Stands before `app`. */
  constructor(app: RegistryApp, points: FailPoints) {
    this.#app = app;
    this.#points = points;
    points.offer(POINT, ["error", "delay", "stale", "lie"]);
    points.onBegin(POINT, (fault, mode) => this.#begin(fault, mode));
  }

  /** Answers a read; `read` is given what to answer it from. */
  answer(
    read: (shown: RegistryApp) => Response | Promise<Response>,
  ): Response | Promise<Response> {
    const passing = this.#points.pass(POINT);
    if (passing === undefined) return read(this.#app);
    return passing.then(() => {
      const shown = this.#shown.findLast(({ mode }) => this.#points.strikes(POINT, mode));
      return read(shown?.app ?? this.#app);
    });
  }

  #begin(fault: ActiveFault, mode: FailMode): void {
    if (mode === "error" || mode === "lie") this.#app.watch.reset();
    if (mode !== "stale" && mode !== "lie") return;
    if (mode === "stale") this.#app.watch.hold();
    const shown = { mode, app: this.#copy(mode === "lie" ? moved : (instance) => instance) };
    this.#shown.push(shown);
    fault.ended.addEventListener("abort", () => {
      this.#shown.splice(this.#shown.indexOf(shown), 1);
      shown.app.watch.close();
      if (mode === "stale") this.#app.watch.release();
    }, { once: true });
  }

  #copy(change: (instance: EurekaInstance) => EurekaInstance): RegistryApp {
    const { clock, timer } = this.#app;
    const { profile } = this.#app.registry;
    const registry = new Registry(clock, profile);
    const snapshot = takeSnapshot(this.#app.registry, "");
    const instances = snapshot.instances.map(({ instance, ...times }) => ({
      ...times,
      instance: change(instance),
    }));
    restoreSnapshot(registry, { ...snapshot, instances }, "");
    const cache = new ResponseCache(registry, clock);
    return { registry, cache, watch: new WatchHub(registry, timer), clock, timer };
  }
}

function moved(instance: EurekaInstance): EurekaInstance {
  return { ...instance, port: NOWHERE };
}
