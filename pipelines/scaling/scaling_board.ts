import {
  type CancelTimer,
  type Clock,
  type EventSink,
  type Logger,
  NetopsError,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type { ScalingPlan, ServerGroupView } from "@netops/core/contracts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";
import { perInstance, scalingQuery } from "./scaling_metric.ts";
import { type ScalingDecision, TargetTracker } from "./target_tracking.ts";

/** What scaling looks at and acts on. */
export interface ScalingPorts {
  readonly platform: Pick<DeliveryPlatform, "groups" | "resize" | "lease" | "release">;
  /** The one value of an instant query; undefined when it has none, or more than one. */
  query(promql: string): Promise<number | undefined>;
  /** Whether a fault is at work anywhere. */
  areFaultsActive(): Promise<boolean>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly events: EventSink;
  readonly logger: Logger;
}

interface ScaledApp {
  readonly app: string;
  readonly plan: ScalingPlan;
  readonly tracker: TargetTracker;
}

const LOOK_MS = 5_000;

/** Who scales holds an app only for the moment of a change. */
const LEASE = { holder: "scaling", leaseMs: 10_000 } as const;

/**
 * Sets how many instances apps have by a number that their load moves.
 *
 * Only the group that serves is resized, and only while nobody else holds the app's lease: a deploy, a rollback or another
 * change comes first. Nothing is taken away while a fault is at work, nor within the window after a start, as nobody
 * knows what was wanted before. An app that was stopped, and one with several groups that serve, are left alone.
 */
export class ScalingBoard {
  readonly #ports: ScalingPorts;
  readonly #apps: readonly ScaledApp[];
  #openedAtMs = 0;
  #cancel: CancelTimer = () => undefined;
  #isClosed = false;

  /** Looks at nothing before `open`. */
  constructor(plans: Readonly<Record<string, ScalingPlan>>, ports: ScalingPorts) {
    this.#ports = ports;
    this.#apps = Object.entries(plans).map(([app, plan]) => {
      return { app, plan, tracker: new TargetTracker(plan) };
    });
  }

  /** Begins to look; without an app there is no timer. */
  open(): void {
    this.#openedAtMs = this.#ports.clock.monotonicMs();
    if (this.#apps.length > 0) this.#wait();
  }

  /** Ends it. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #wait(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#ports.timer.after(LOOK_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    for (const one of this.#apps) {
      if (this.#isClosed) return;
      await this.#lookAt(one).catch((thrown) => this.#note(one.app, toNetopsError(thrown)));
    }
    this.#wait();
  }

  async #lookAt({ app, plan, tracker }: ScaledApp): Promise<void> {
    const { platform, query, clock } = this.#ports;
    const group = servingGroup(await platform.groups(app));
    if (group === undefined) return;
    const value = perInstance(plan, group, await query(scalingQuery(plan, group)));
    const decision = tracker.decide({
      ...{ nowMs: clock.monotonicMs(), replicas: group.desired, value },
      isProtected: this.#isYoung(plan) || await this.#areFaultsActive(),
    });
    if (decision.replicas === group.desired) return;
    await this.#change(group, decision, { plan, value });
  }

  #isYoung({ scaleInWindowMs }: ScalingPlan): boolean {
    return this.#ports.clock.monotonicMs() - this.#openedAtMs < scaleInWindowMs;
  }

  /** Whoever cannot be asked may hold a fault. */
  async #areFaultsActive(): Promise<boolean> {
    return await this.#ports.areFaultsActive().catch(() => true);
  }

  async #change(
    { app, name, desired }: ServerGroupView,
    { replicas, reason }: ScalingDecision,
    { plan, value }: { readonly plan: ScalingPlan; readonly value: number | undefined },
  ): Promise<void> {
    const { platform, events } = this.#ports;
    await platform.lease(app, LEASE);
    try {
      const now = servingGroup(await platform.groups(app));
      // Somebody changed it between the look and the lease.
      if (now?.name !== name || now.desired !== desired) return;
      await platform.resize(name, replicas);
      const { metric, target } = plan;
      events.publish({
        ...{ kind: "scaling.changed", subject: app },
        data: {
          ...{ group: name, from: desired, to: replicas, reason, metric, target },
          ...(value === undefined ? {} : { value }),
        },
      });
    } finally {
      await platform.release(app, LEASE.holder);
    }
  }

  /** What passes by itself is no news: the next look is soon. */
  #note(app: string, { code, message }: NetopsError): void {
    const level = /^(CONFLICT|UNREACHABLE|TIMED_OUT)$/.test(code) ? "debug" : "warn";
    this.#ports.logger.log(level, `Cannot scale ${app}: ${message}`, { app, code });
  }
}

/** The one group that serves, unless it was stopped; undefined when several do. */
function servingGroup(groups: readonly ServerGroupView[]): ServerGroupView | undefined {
  const serving = groups.filter(({ shareRatio }) => shareRatio > 0);
  return serving.length === 1 && serving[0]!.desired > 0 ? serving[0] : undefined;
}
