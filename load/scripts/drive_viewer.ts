import type {
  SessionBeacon,
  Viewer,
  ViewerAction,
  ViewerInput,
  ViewerRequest,
  ViewerResult,
} from "@netops/core/viewer";
import type { SessionScope } from "./session_scope.ts";
import { Alarm, nowMs } from "./vu_clock.ts";

/** What is fed to a viewer, and how long it took where that was measured finer than by the clock. */
export interface Feed {
  readonly input: ViewerInput;
  readonly durationMs?: number;
}

/** What a driver does of a viewer's actions; nothing of it may reject but by a bug. */
export interface DriverHands {
  fetch(request: ViewerRequest): Promise<Feed>;
  renew(): Promise<Feed>;
  beacon(beacon: SessionBeacon): void;
}

/** Plays a viewer in real time until it is over, was watched long enough, or its time is. */
export class ViewerDriver {
  readonly #viewer: Viewer;
  readonly #scope: SessionScope;
  readonly #hands: DriverHands;
  readonly #alarm = new Alarm();
  /** First when to leave without a picture, then when to leave with one. */
  #stopAtMs: number;
  #crash: { readonly thrown: unknown } | undefined;

  /** Sends nothing yet. */
  constructor(viewer: Viewer, scope: SessionScope, hands: DriverHands) {
    this.#viewer = viewer;
    this.#scope = scope;
    this.#hands = hands;
    this.#stopAtMs = Math.min(scope.leaveAtMs, scope.endAtMs);
  }

  /** Plays. @throws what a hand threw. */
  async run(): Promise<ViewerResult> {
    for (;;) {
      if (this.#crash !== undefined) throw this.#crash.thrown;
      const atMs = nowMs();
      if (atMs >= this.#stopAtMs) this.#viewer.stop(atMs);
      const { actions, wakeAtMs, result } = this.#viewer.next(atMs);
      for (const action of actions) this.#act(action, atMs);
      if (result !== undefined) return result;
      await this.#alarm.until(Math.min(wakeAtMs, this.#stopAtMs));
    }
  }

  /** Ends the session with words, from outside. */
  refuse(message: string): void {
    this.#feed({ input: { kind: "refusal", message } });
  }

  #act(action: ViewerAction, atMs: number): void {
    const { recorder, session, endAtMs } = this.#scope;
    recorder.take(action, atMs);
    switch (action.kind) {
      case "fetch":
        return this.#await(this.#hands.fetch(action.request));
      case "renew":
        return this.#await(this.#hands.renew());
      case "beacon":
        return this.#hands.beacon(action.beacon);
      case "step":
        if (action.step.step !== "started") return;
        this.#stopAtMs = Math.min(endAtMs, action.step.tsMs + session.watchMs);
        return;
      case "abort":
        // k6 cannot end a request; what comes of it is passed over.
        return;
    }
  }

  #await(coming: Promise<Feed>): void {
    coming.then((feed) => this.#feed(feed), (thrown: unknown) => {
      this.#crash = { thrown };
      this.#alarm.ring();
    });
  }

  #feed({ input, durationMs }: Feed): void {
    const atMs = nowMs();
    this.#scope.recorder.hear(input, atMs, durationMs);
    this.#viewer.feed(input, atMs);
    this.#alarm.ring();
  }
}
