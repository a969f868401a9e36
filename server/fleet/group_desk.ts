import {
  type Clock,
  MOST_REPLICAS,
  NetopsError,
  nextServerGroupName,
  parseServerGroupName,
} from "@netops/core";
import type { FleetBoot, GroupRequest, ServerGroupView } from "@netops/core/contracts";
import type { GroupBook } from "./group_book.ts";
import { hasTraffic } from "./group_traffic.ts";
import { findVersion, type GroupVersion } from "./group_version.ts";
import { artifactOf, viewGroup } from "./group_view.ts";
import type { GroupRow } from "./group_row.ts";
import type { KnownInstances } from "./known_instances.ts";
import type { LogStore } from "./log_store.ts";
import type { Group } from "./model.ts";
import { clonePlatformGroup, fixedSizeReason } from "./platform_groups.ts";
import type { RouteBoard } from "./route_board.ts";
import { createSeats, placesOf } from "./seats.ts";
import type { FleetStore } from "./store.ts";
import type { Supervisor } from "./supervisor.ts";

/** What the desk works with. */
export interface GroupDeskOptions {
  readonly boot: Pick<FleetBoot, "services" | "regions">;
  readonly supervisor: Pick<
    Supervisor,
    "world" | "allGroups" | "addGroup" | "setDesired" | "removeGroup"
  >;
  readonly routes: RouteBoard;
  readonly store: Pick<FleetStore, "group" | "groupOfKey" | "groupsOf" | "saveGroup">;
  readonly logs: Pick<LogStore, "tail">;
  readonly book: GroupBook;
  readonly known: Pick<KnownInstances, "watch" | "countKnown">;
  readonly clock: Clock;
  readonly artifactsDir: string;
  /** When this run began: what was started before is gone. */
  readonly startedAtMs: number;
  isFolder(path: string): boolean;
  /** Throws while the app must not be changed: it is being rolled, or the platform boots. */
  refuseBusy(app: string): void;
  record(kind: string, subject: string, data: Record<string, unknown>): void;
}

/**
 * Starts, sizes and ends server groups for who delivers releases; where traffic goes is not decided here.
 *
 * Every change is one step without a wait inside: two that come at once are one after the other.
 */
export class GroupDesk {
  readonly #options: GroupDeskOptions;

  /** Works on the groups of the supervisor. */
  constructor(options: GroupDeskOptions) {
    this.#options = options;
  }

  /** Groups of an app, or of all apps that groups are started of; oldest first. */
  list(app?: string): ServerGroupView[] {
    return this.#options.supervisor.allGroups
      .filter(({ manifest }) =>
        manifest.tier !== "ground" && (app === undefined || manifest.app === app)
      )
      .sort((left, right) => left.createdAtMs - right.createdAtMs)
      .map((group) => this.#view(group));
  }

  /** One group, also while its last instances stop. @throws {NetopsError} NOT_FOUND */
  get(name: string): ServerGroupView {
    return this.#view(this.find(name));
  }

  /** One group as the supervisor has it. @throws {NetopsError} NOT_FOUND */
  find(name: string): Group {
    const found = this.#options.supervisor.allGroups.find((group) =>
      group.name === name && group.manifest.tier !== "ground"
    );
    if (found !== undefined) return found;
    throw new NetopsError("NOT_FOUND", `Cannot find the server group "${name}"`, {
      fix: "netops ps",
    });
  }

  /**
   * Starts a group without traffic; the same key asked for again is the same group.
   *
   * @throws {NetopsError} NOT_FOUND, REFUSED, CONFLICT, REQUEST_INVALID, DISK_FULL
   */
  spawn(request: GroupRequest): { readonly view: ServerGroupView; readonly isNew: boolean } {
    const known = this.#known(request);
    if (known !== undefined) return { view: this.#view(known), isNew: false };
    this.#options.refuseBusy(request.app);
    const version = findVersion(request, this.#sources());
    this.#refuseFixedPort(request, version);
    const group = this.#create(request, version);
    if (version.cloned !== undefined) this.#noteAll(request.app);
    this.#save(group);
    this.#options.book.begin(group);
    this.#options.known.watch(group.name);
    this.#options.supervisor.addGroup(group);
    const { key, replicas } = request;
    const data = { app: request.app, version: group.version, replicas, key };
    this.#options.record("group.spawn", group.name, data);
    return { view: this.#view(group), isNew: true };
  }

  /** Sets the number of instances of a group. @throws {NetopsError} NOT_FOUND, REFUSED */
  resize(name: string, replicas: number): ServerGroupView {
    const group = this.#changeable(name);
    this.#options.refuseBusy(group.manifest.app);
    const why = fixedSizeReason(group) ?? this.#refusedSize(group, replicas);
    if (why !== undefined) {
      throw new NetopsError("REFUSED", `Cannot give ${name} ${replicas} instances as ${why}`);
    }
    if (group.desired !== replicas) {
      this.#options.record("group.resize", name, { from: group.desired, to: replicas });
      this.#options.supervisor.setDesired(group, replicas);
    }
    return this.#view(group);
  }

  /** Begins to end a group that has no traffic. @throws {NetopsError} NOT_FOUND, REFUSED */
  stop(name: string): ServerGroupView {
    const group = this.find(name);
    const { supervisor, record } = this.#options;
    if (supervisor.world.groups.get(name) !== group) return this.#view(group);
    this.#options.refuseBusy(group.manifest.app);
    this.#refuseServing(group);
    record("group.stop", name, { app: group.manifest.app });
    // Its end is looked for by who asked; the supervisor goes on until it is so.
    void supervisor.removeGroup(name);
    return this.#view(group);
  }

  #view(group: Group): ServerGroupView {
    const { supervisor, book, clock, routes, logs, known } = this.#options;
    return viewGroup(group, {
      up: known.countKnown(group.name),
      ...{ world: supervisor.world, routes, logs, facts: book.factsOf(group.name) },
      nowMs: clock.monotonicMs(),
    });
  }

  /** One that stops already is as good as gone. */
  #changeable(name: string): Group {
    const group = this.find(name);
    if (this.#options.supervisor.world.groups.get(name) === group) return group;
    throw new NetopsError("NOT_FOUND", `Cannot change the server group "${name}" as it stops`);
  }

  #known(request: GroupRequest): Group | undefined {
    const { supervisor, store, startedAtMs } = this.#options;
    const { key, app } = request;
    const living = supervisor.allGroups.find((group) => group.key === key);
    const before = living === undefined ? store.groupOfKey(key) : undefined;
    const other = living?.manifest.app ?? before?.app ?? app;
    if (other !== app) {
      throw new NetopsError("CONFLICT", `Cannot use the key "${key}" again as it is of ${other}`);
    }
    if (before !== undefined && before.createdAtMs >= startedAtMs) {
      throw new NetopsError(
        "REFUSED",
        `Cannot start ${before.name} again as it was stopped: one key is one group`,
        { fix: "netops deploy status" },
      );
    }
    return living;
  }

  #sources() {
    const { supervisor, boot, store, routes, artifactsDir, isFolder } = this.#options;
    return {
      ...{ groups: supervisor.allGroups, services: boot.services, artifactsDir, isFolder },
      findRow: (name: string) => store.group(name),
      isRouted: (app: string) => routes.snapshot.routes.some((route) => route.app === app),
    };
  }

  #refuseFixedPort({ app, replicas }: GroupRequest, { manifest }: GroupVersion): void {
    if (manifest.port === undefined) return;
    const other = this.#options.supervisor.allGroups.find((one) => one.manifest.app === app);
    const why = other !== undefined
      ? `${other.name} has its port ${manifest.port}, which is fixed`
      : replicas > 1
      ? `its port ${manifest.port} is fixed: one instance is the most`
      : undefined;
    if (why === undefined) return;
    throw new NetopsError("REFUSED", `Cannot start a server group of ${app} as ${why}`, {
      fix: `leave port of ${app} out of netops.yaml, or: netops roll ${app}`,
    });
  }

  #create(request: GroupRequest, { version, manifest, dir, cloned }: GroupVersion): Group {
    const { boot, clock } = this.#options;
    const name = this.#nameFor(request);
    const own = {
      ...{ name, cluster: parseServerGroupName(name)?.cluster ?? request.app, key: request.key },
      ...{ createdAtMs: clock.nowMs(), desired: request.replicas },
    };
    if (cloned !== undefined) return clonePlatformGroup(cloned, own, boot);
    const seats = createSeats(MOST_REPLICAS, placesOf(boot));
    return { ...own, version, manifest, dir, seats, wasUp: false };
  }

  #nameFor({ app, detail, key }: GroupRequest): string {
    const { store, supervisor } = this.#options;
    const living = supervisor.allGroups;
    // A key of an earlier run has its name already.
    const before = store.groupOfKey(key)?.name;
    if (before !== undefined && !living.some((group) => group.name === before)) return before;
    const taken = [...store.groupsOf(app), ...living.filter((one) => one.manifest.app === app)];
    return nextServerGroupName({ app, stack: detail ?? null, detail: null }, taken);
  }

  /** Groups that the platform booted with have no row: clones of them are wanted when they are gone, too. */
  #noteAll(app: string): void {
    const { supervisor, store } = this.#options;
    for (const group of supervisor.allGroups) {
      const isKnown = group.manifest.app !== app || store.group(group.name) !== undefined;
      if (!isKnown) this.#save(group);
    }
  }

  #save(group: Group): void {
    const { name, version, createdAtMs, manifest, key } = group;
    const artifact = artifactOf(group);
    const row: GroupRow = {
      ...{ name, app: manifest.app, version, createdAtMs },
      ...(key === undefined ? {} : { key }),
      ...(artifact === undefined ? {} : { artifact, manifest }),
    };
    this.#options.store.saveGroup(row);
  }

  #refusedSize(group: Group, replicas: number): string | undefined {
    const { manifest } = group;
    if (replicas > 1 && manifest.port !== undefined) return `its port ${manifest.port} is fixed`;
    if (replicas === 0 && hasTraffic(group, this.#options.routes)) {
      return "it has traffic: move that to another group first";
    }
    return undefined;
  }

  #refuseServing(group: Group): void {
    const { supervisor, routes } = this.#options;
    const { app } = group.manifest;
    const isLast = !supervisor.allGroups.some((other) =>
      other !== group && other.manifest.app === app && hasTraffic(other, routes)
    );
    const why = hasTraffic(group, routes)
      ? "it has traffic"
      : isLast
      ? `no other group of ${app} serves`
      : undefined;
    if (why === undefined) return;
    throw new NetopsError("REFUSED", `Cannot stop ${group.name} as ${why}`, {
      fix: `move its traffic to another group, or: netops stop ${app}`,
    });
  }
}
