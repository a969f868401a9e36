import { NetopsError } from "@netops/core";
import type {
  AppLease,
  RequestLedger,
  RouteSnapshot,
  RouteSwitch,
  ServerGroupLoad,
} from "@netops/core/contracts";
import { AppLeases, type HeldLease } from "./app_leases.ts";
import { BakeDesk } from "./bake_desk.ts";
import { Fence } from "./fence.ts";
import { GroupBook } from "./group_book.ts";
import { GroupDesk } from "./group_desk.ts";
import { readGroupLoad, readLedger } from "./group_load.ts";
import { unknownService } from "./group_version.ts";
import { countUp } from "./instance_view.ts";
import { KnownInstances } from "./known_instances.ts";
import type { FleetOptions, FleetParts } from "./parts.ts";
import { SettleRoutes } from "./settle_routes.ts";
import type { MemberChange } from "./supervisor_options.ts";

/** What delivering needs of fleet besides its parts. */
export interface DeliveryHooks {
  /** Whether everything was up at once, ever. */
  isReady(): boolean;
  /** Throws while a restart or a roll of the app is under way. */
  refuseBusy(app: string): void;
  record(kind: string, subject: string, data: Record<string, unknown>): void;
}

/** Everything that a conductor asks of fleet to deliver a release. */
export class Delivery {
  readonly leases: AppLeases;
  readonly settling: SettleRoutes;
  readonly fence: Fence = new Fence();
  readonly groups: GroupDesk;
  readonly bakes: BakeDesk;
  readonly known: KnownInstances;
  readonly #book: GroupBook;
  readonly #parts: FleetParts;
  readonly #options: FleetOptions;
  readonly #hooks: DeliveryHooks;

  /** Works on the parts of a fleet. */
  constructor(parts: FleetParts, options: FleetOptions, hooks: DeliveryHooks) {
    const { host, boot, paths, startedAtMs } = options;
    const { clock, timer } = host;
    const { supervisor, routes, store, logs, http } = parts;
    const { record } = hooks;
    const artifactsDir = paths.artifacts;
    this.#parts = parts;
    this.#options = options;
    this.#hooks = hooks;
    this.#book = new GroupBook(clock);
    this.leases = new AppLeases(clock);
    this.settling = new SettleRoutes({ routes, supervisor, timer });
    this.known = new KnownInstances({ supervisor, http, timer, clock });
    this.groups = new GroupDesk({
      known: this.known,
      ...{ boot, supervisor, routes, store, logs, book: this.#book, clock, startedAtMs, record },
      ...{ artifactsDir, isFolder },
      refuseBusy: (app) => this.#refuseBusy(app),
    });
    this.bakes = new BakeDesk({
      ...{ boot, artifactsDir, clock, timer, record, runner: host.createProgramRunner() },
      createRng: () => host.createRng(host.randomHex(8)),
      isOwn: (app) =>
        supervisor.allGroups.some(({ manifest }) =>
          manifest.app === app && manifest.tier !== "service"
        ),
    });
  }

  /** Hears of a change of an instance. */
  heard(change: MemberChange): void {
    const { supervisor, faults } = this.#parts;
    const { id, group, slot } = change.member;
    const isUnderFault = faults.isAtWork(id, `${group}/${slot}`);
    this.known.heard(change);
    this.#book.heard(change, { group: supervisor.world.groups.get(group), isUnderFault });
  }

  /**
   * Switches a route in one step; who does not acknowledge it within 3 s is replaced.
   *
   * @throws {NetopsError} CONFLICT, REFUSED, REQUEST_INVALID
   */
  switchRoute(request: RouteSwitch): RouteSnapshot {
    const { routes, supervisor } = this.#parts;
    const { world } = supervisor;
    const outcome = routes.switch(request, {
      countUp: (name) => countUp(world, name),
      hasGroup: (name, app) => world.groups.get(name)?.manifest.app === app,
    });
    if (!outcome.ok) throw outcome.error;
    const { epoch } = outcome.snapshot;
    const { app, groups } = request.route;
    this.settling.begin(app);
    this.#hooks.record("route.switch", request.key, { epoch, groups });
    return outcome.snapshot;
  }

  /** What is under way at a group. @throws {NetopsError} NOT_FOUND */
  async load(name: string): Promise<ServerGroupLoad> {
    const { supervisor, routes, http } = this.#parts;
    const { timer } = this.#options.host;
    return await readGroupLoad(this.groups.find(name), {
      ...{ supervisor, routes, settling: this.settling, http, timer },
    });
  }

  /** What became of the requests of an app, as each gateway counts them. */
  async ledger(app: string): Promise<RequestLedger> {
    const { supervisor, http } = this.#parts;
    return await readLedger(app, { supervisor, http, timer: this.#options.host.timer });
  }

  /** Keeps other changes of an app away. @throws {NetopsError} CONFLICT, NOT_FOUND */
  lease(app: string, lease: AppLease): HeldLease {
    const { services, platform } = this.#options.boot;
    if (![...services, ...platform].some((one) => one.app === app)) throw unknownService(app);
    this.#hooks.refuseBusy(app);
    return this.leases.take(app, lease);
  }

  /** Fences nobody and bakes nothing any more: the platform stops. */
  close(): void {
    this.settling.close();
    this.known.close();
    this.bakes.close();
  }

  #refuseBusy(app: string): void {
    this.#hooks.refuseBusy(app);
    const { stopping } = this.#parts.supervisor.world;
    if (this.#hooks.isReady() && !stopping) return;
    const why = stopping ? "the platform stops" : "the platform still boots";
    throw new NetopsError("CONFLICT", `Cannot change server groups as ${why}`, {
      fix: "netops wait",
    });
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    // Whatever is in the way: there is no artifact to run.
    return false;
  }
}
