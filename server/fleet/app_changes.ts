import { MOST_REPLICAS, NetopsError, type Timer } from "@netops/core";
import { isCrashLooping } from "./backoff.ts";
import { currentGroups } from "./fleet_views.ts";
import { countUp } from "./instance_view.ts";
import type { AppLeases } from "./app_leases.ts";
import type { KnownInstances } from "./known_instances.ts";
import type { Group } from "./model.ts";
import type { FleetParts } from "./parts.ts";
import { fixedSizeReason } from "./platform_groups.ts";
import { rollOut } from "./roll_out.ts";
import type { SettleRoutes } from "./settle_routes.ts";

/** What an app came to after a change. */
export interface AppChange {
  readonly app: string;
  readonly desired: number;
  readonly reason?: string;
}

/** What changing apps works with. */
export interface AppChangesOptions {
  readonly timer: Timer;
  readonly leases: Pick<AppLeases, "refuseHeld">;
  readonly settling: Pick<SettleRoutes, "begin" | "wait">;
  readonly known: Pick<KnownInstances, "watch" | "countKnown">;
  /** Bakes an app and makes the group of what it is now. */
  prepare(app: string): Promise<Group>;
  record(kind: string, subject: string, data: Record<string, unknown>): void;
}

const LOOK_MS = 15;

/** Scales, restarts and rolls apps; one restart or roll of an app at a time. */
export class AppChanges {
  readonly #parts: FleetParts;
  readonly #options: AppChangesOptions;
  /** Server group → its size before it was stopped. */
  readonly #sizeBefore = new Map<string, number>();
  readonly #busy = new Set<string>();

  /** Changes the apps of the parts' world. */
  constructor(parts: FleetParts, options: AppChangesOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Whether a restart or a roll is under way. */
  get isBusy(): boolean {
    return this.#busy.size > 0;
  }

  /** Apps of which a restart or a roll is under way. */
  get busyApps(): readonly string[] {
    return [...this.#busy];
  }

  /** Sets the number of instances of an app. @throws {NetopsError} NOT_FOUND, REFUSED */
  scale(app: string, replicas: number): AppChange {
    const group = this.#changeableGroup(app);
    this.#refuseWhileBusy(app);
    const fixed = fixedSizeReason(group);
    if (fixed !== undefined) {
      throw new NetopsError("REFUSED", `Cannot scale ${app} as ${fixed}`, {
        fix: `netops stop ${app}, or netops start ${app}`,
      });
    }
    if (replicas > MOST_REPLICAS || replicas > 1 && group.manifest.port !== undefined) {
      const why = replicas > MOST_REPLICAS ? `${MOST_REPLICAS} is the most` : "its port is fixed";
      throw new NetopsError("REFUSED", `Cannot scale ${app} to ${replicas} as ${why}`);
    }
    return this.#resize(group, replicas);
  }

  /** Takes all instances of an app that serve away and remembers how many there were. */
  stop(app: string): AppChange {
    this.#changeableGroup(app);
    this.#refuseWhileBusy(app);
    for (const group of currentGroups(app, this.#parts)) {
      if (group.desired > 0) this.#sizeBefore.set(group.name, group.desired);
      this.#resize(group, 0);
    }
    return { app, desired: 0 };
  }

  /** Gives a stopped app as many instances as it had. */
  start(app: string): AppChange {
    const { desired } = this.#changeableGroup(app);
    this.#refuseWhileBusy(app);
    if (desired > 0) return { app, desired, reason: "it runs already" };
    const sizes = currentGroups(app, this.#parts).map((group) => {
      const before = this.#sizeBefore.get(group.name) ?? Math.max(group.manifest.replicas, 1);
      return this.#resize(group, before).desired;
    });
    return { app, desired: sizes.reduce((sum, size) => sum + size, 0) };
  }

  #resize(group: Group, replicas: number): AppChange {
    const { app } = group.manifest;
    this.#options.record("app.scale", app, { from: group.desired, to: replicas });
    this.#parts.supervisor.setDesired(group, replicas);
    return { app, desired: replicas };
  }

  /**
   * Replaces every instance of an app, one after the other, with one more than usual meanwhile, so
   * that it never stands with fewer. On a fixed port there is no room for one more, and a gap.
   */
  restart(app: string): Promise<AppChange> {
    const group = this.#currentGroup(app);
    return this.#alone(app, async () => {
      this.#options.record("app.restart", app, {});
      const { supervisor } = this.#parts;
      const { desired } = group;
      const members = [...supervisor.world.members.values()].filter((m) => m.group === group.name);
      try {
        // Nobody waits out the backoff of earlier deaths either.
        supervisor.setDesired(group, desired + (hasRoomForOneMore(group) ? 1 : 0));
        await this.#whenUp(group);
        for (const member of members) {
          supervisor.restart(member.id, "restart was asked for");
          await this.#whenUp(group);
        }
      } finally {
        supervisor.setDesired(group, desired);
      }
      return { app, desired };
    });
  }

  /** Replaces one instance. @throws {NetopsError} NOT_FOUND */
  restartInstance(id: string): { id: string } {
    if (this.#parts.supervisor.restart(id, "restart was asked for")) return { id };
    throw new NetopsError("NOT_FOUND", `Cannot find the instance "${id}"`, { fix: "netops ps" });
  }

  /** Bakes an app again and replaces its group when something changed. */
  roll(app: string): Promise<AppChange> {
    const old = this.#changeableGroup(app);
    if (old.manifest.tier !== "service") {
      throw new NetopsError("REFUSED", `Cannot roll ${app} as only services of yours are baked`, {
        fix: `netops restart ${app}`,
      });
    }
    return this.#alone(app, async () => {
      const next = await this.#options.prepare(app);
      if (next.version === old.version) return { app, desired: old.desired, reason: "unchanged" };
      next.desired = old.desired;
      this.#options.record("app.roll", app, { from: old.name, to: next.name });
      const { timer, settling, known } = this.#options;
      await rollOut(this.#parts, { old, next, timer, settling, known });
      const reason = `${old.name} replaced by ${next.name}`;
      return { app, desired: next.desired, reason };
    });
  }

  /** Runs a change that takes time; a second one of the same app is refused meanwhile. */
  async #alone<T>(app: string, change: () => Promise<T>): Promise<T> {
    this.#refuseWhileBusy(app);
    this.#busy.add(app);
    try {
      return await change();
    } finally {
      this.#busy.delete(app);
    }
  }

  async #whenUp(group: Group): Promise<void> {
    const { world } = this.#parts.supervisor;
    const isUp = () =>
      countUp(world, group.name) >= group.desired &&
      ![...world.members.values()].some((m) =>
        m.group === group.name && m.phase.kind === "stopping"
      );
    while (!isUp() && !world.stopping) {
      const looping = group.seats.find((seat) => isCrashLooping(seat, false));
      if (looping !== undefined) {
        const { app } = group.manifest;
        throw new NetopsError("UNHEALTHY", `Cannot restart ${app} as it ${looping.lastReason}`, {
          fix: `netops logs ${app}`,
        });
      }
      await this.#options.timer.sleep(LOOK_MS);
    }
  }

  /** Throws while a restart or a roll of the app is under way. @throws {NetopsError} CONFLICT */
  refuseBusy(app: string): void {
    if (!this.#busy.has(app)) return;
    const why = "another change of it is under way";
    throw new NetopsError("CONFLICT", `Cannot change "${app}" as ${why}`, {
      fix: "wait for it: netops events -f --kind app",
    });
  }

  #refuseWhileBusy(app: string): void {
    this.refuseBusy(app);
    this.#options.leases.refuseHeld(app);
  }

  #currentGroup(app: string): Group {
    const [group] = currentGroups(app, this.#parts);
    if (group === undefined) throw unknownApp(app);
    return group;
  }

  #changeableGroup(app: string): Group {
    const group = this.#currentGroup(app);
    if (group.manifest.tier !== "ground") return group;
    throw new NetopsError("REFUSED", `Cannot change "${app}" as the platform stands on it`, {
      fix: `netops restart ${app}`,
    });
  }
}

function hasRoomForOneMore(group: Group): boolean {
  const { manifest, desired, seats } = group;
  return fixedSizeReason(group) === undefined && manifest.port === undefined && desired > 0 &&
    desired < seats.length;
}

/** There is no such app. */
export function unknownApp(app: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot find the app "${app}"`, { fix: "netops ps" });
}
