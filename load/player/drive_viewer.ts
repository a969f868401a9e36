import type { Clock, HttpClient, Timer } from "@netops/core";
import type {
  SessionBeacon,
  Viewer,
  ViewerAction,
  ViewerInput,
  ViewerResult,
  ViewerStep,
} from "@netops/core/viewer";
import { fetchRequest } from "./fetch_request.ts";

/** What a driver works with. */
export interface DriveOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Stops the session as "stopped". */
  readonly signal: AbortSignal;
  /** Stops the session as "stopped" after so long. */
  readonly stopAfterMs?: number;
  /** Asks playback for a new offer; must not reject. */
  readonly renew: () => Promise<Extract<ViewerInput, { kind: "offer" | "no-offer" | "refusal" }>>;
  /** Times are wall times. */
  readonly onBeacon: (beacon: SessionBeacon) => void;
  readonly onStep: (step: ViewerStep) => void;
  /** Hears of everything that the viewer does and is told, on the viewer's own clock. */
  readonly watcher?: ViewerWatcher;
}

/** Looks over the shoulder of a driver; `nowMs` is the clock of the viewer. */
export interface ViewerWatcher {
  /** Called before an action is done. */
  take(action: ViewerAction, nowMs: number): void;
  /** Called before an input is fed. */
  hear(input: ViewerInput, nowMs: number): void;
}

/** Plays a viewer in real time over real HTTP until it is over. */
export async function driveViewer(viewer: Viewer, options: DriveOptions): Promise<ViewerResult> {
  const driver = new ViewerDriver(viewer, options);
  try {
    return await driver.run();
  } finally {
    driver.close();
  }
}

class ViewerDriver {
  readonly #viewer: Viewer;
  readonly #options: DriveOptions;
  readonly #fetches = new Map<number, AbortController>();
  readonly #wallOffsetMs: number;
  readonly #onStop = () => this.#stop();
  #cancelStop: () => void = () => undefined;
  #isStopped = false;
  #isFed = false;
  #wake: () => void = () => undefined;

  constructor(viewer: Viewer, options: DriveOptions) {
    const { clock } = options;
    this.#viewer = viewer;
    this.#options = options;
    this.#wallOffsetMs = clock.nowMs() - clock.monotonicMs();
  }

  async run(): Promise<ViewerResult> {
    const { signal, timer, stopAfterMs, clock } = this.#options;
    signal.addEventListener("abort", this.#onStop, { once: true });
    if (signal.aborted) this.#stop();
    if (stopAfterMs !== undefined) this.#cancelStop = timer.after(stopAfterMs, this.#onStop);
    for (;;) {
      const { actions, wakeAtMs, result } = this.#viewer.next(clock.monotonicMs());
      for (const action of actions) this.#act(action);
      if (result !== undefined) return result;
      await this.#wait(wakeAtMs - clock.monotonicMs());
    }
  }

  close(): void {
    this.#options.signal.removeEventListener("abort", this.#onStop);
    this.#cancelStop();
    for (const fetch of this.#fetches.values()) fetch.abort();
    this.#fetches.clear();
  }

  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#viewer.stop(this.#options.clock.monotonicMs());
    this.#notice();
  }

  #act(action: ViewerAction): void {
    this.#options.watcher?.take(action, this.#options.clock.monotonicMs());
    switch (action.kind) {
      case "fetch":
        return this.#fetch(action.request);
      case "abort":
        this.#fetches.get(action.id)?.abort();
        return void this.#fetches.delete(action.id);
      case "renew":
        return void this.#options.renew().then((input) => this.#feed(input));
      case "beacon":
        return this.#options.onBeacon(this.#onWall(action.beacon));
      case "step":
        return this.#options.onStep(this.#onWall(action.step));
    }
  }

  #fetch(request: Extract<ViewerAction, { kind: "fetch" }>["request"]): void {
    const { http, clock } = this.#options;
    const own = new AbortController();
    this.#fetches.set(request.id, own);
    const feed = (input: ViewerInput) => {
      if (own.signal.aborted) return;
      if (input.kind === "answer" || input.kind === "failure") this.#fetches.delete(request.id);
      this.#feed(input);
    };
    void fetchRequest(request, { http, clock, signal: own.signal, feed });
  }

  #feed(input: ViewerInput): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#options.watcher?.hear(input, nowMs);
    this.#viewer.feed(input, nowMs);
    // Bytes only matter to the looks that the viewer takes by itself.
    if (input.kind !== "progress") this.#notice();
  }

  #notice(): void {
    this.#isFed = true;
    this.#wake();
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isFed) {
        this.#isFed = false;
        return resolve();
      }
      const cancel = this.#options.timer.after(Math.max(0, delayMs), () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#isFed = false;
        this.#wake = () => undefined;
        resolve();
      };
    });
  }

  #onWall<T extends { readonly tsMs: number }>(event: T): T {
    return { ...event, tsMs: Math.round(event.tsMs + this.#wallOffsetMs) };
  }
}
