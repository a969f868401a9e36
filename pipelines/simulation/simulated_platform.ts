import { type ErrorCode, NetopsError, nextServerGroupName, type Rng } from "@netops/core";
import type {
  GroupRequest,
  GroupSource,
  RequestLedger,
  RouteSnapshot,
  RoutesSettled,
  RouteSwitch,
  ServerGroupLoad,
  ServerGroupView,
} from "@netops/core/contracts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";
import { routeOf, sharesOf } from "../stages/deploy/route_change.ts";
import type { ReleaseModel } from "./release_model.ts";
import { SimulatedGroup } from "./simulated_group.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

const STOP_MS = 300;

/**
 * A platform that is only reckoned, with the laws of the real one: a key starts one group, epochs grow, a group with
 * requests is not ended, and what is under way at one that is ended is lost.
 */
export class SimulatedPlatform implements DeliveryPlatform {
  readonly world: SimulatedWorld;
  /** Versions that can be started, by the hash of their artifact. */
  readonly artifacts = new Map<string, ReleaseModel>();
  /** Each change that really happened. */
  readonly effects: string[] = [];
  isPortFixed = false;
  readonly #rng: Rng;
  readonly #known = new Map<string, SimulatedGroup>();

  /** Acts on a world. */
  constructor(world: SimulatedWorld, rng: Rng) {
    this.world = world;
    this.#rng = rng.fork("platform");
  }

  /** Starts a group that is healthy and has all requests, as a platform has it that booted. */
  serve(artifact: string, replicas: number): string {
    const { world } = this;
    const group = this.#start({
      ...{ key: `boot/${artifact}`, app: world.app, replicas },
      source: { kind: "artifact", hash: artifact },
    });
    world.advanceTo(world.nowMs + 2 * group.model.startMs);
    const groups = [{ serverGroup: group.name, weight: 1 }];
    const route = { key: world.app, app: world.app, groups, rules: [], auth: "none" as const };
    world.snapshot = { ...world.snapshot, epoch: world.snapshot.epoch + 1, routes: [route] };
    for (const gateway of world.gateways) gateway.hear(world.snapshot, world.nowMs);
    world.advanceTo(world.nowMs + 1);
    return group.name;
  }

  /** Groups that are there, oldest first. */
  groups(): Promise<readonly ServerGroupView[]> {
    return Promise.resolve([...this.world.groups.values()].map((group) => this.#view(group)));
  }

  /** One group. */
  group(name: string): Promise<ServerGroupView | undefined> {
    const group = this.world.groups.get(name);
    return Promise.resolve(group === undefined ? undefined : this.#view(group));
  }

  /** Starts a group, once for each key. */
  spawn(request: GroupRequest): Promise<ServerGroupView> {
    const same = [...this.#known.values()].find(({ key }) => key === request.key);
    return attempt(() => {
      if (same === undefined) return this.#view(this.#start(request));
      if (this.world.groups.has(same.name)) return this.#view(same);
      throw fail("REFUSED", `Cannot start ${same.name} again as it was stopped`);
    });
  }

  /** Sets the size of a group. */
  resize(name: string, replicas: number): Promise<void> {
    return attempt(() => {
      this.#there(name).resize(replicas, this.world.nowMs);
      this.effects.push(`resize ${name} ${replicas}`);
    });
  }

  /** Ends a group; what is under way there, and what a gateway still sends, is lost. */
  stop(name: string): Promise<void> {
    return attempt(() => {
      const group = this.#there(name);
      if (group.stopsAtMs !== undefined) return;
      if (this.#shareOf(name) > 0) throw fail("REFUSED", `Cannot stop ${name} as it has requests`);
      const { nowMs } = this.world;
      this.world.drop(name, group.inFlightAt(nowMs) + group.socketsAt(nowMs));
      group.stopsAtMs = nowMs + STOP_MS;
      this.effects.push(`stop ${name}`);
    });
  }

  /** What is under way at a group. */
  load(name: string): Promise<ServerGroupLoad> {
    return attempt(() => {
      const group = this.#there(name);
      const { nowMs, snapshot, gateways } = this.world;
      const [inFlight, sockets] = [group.inFlightAt(nowMs), group.socketsAt(nowMs)];
      const silent = gateways.filter(({ epoch }) => epoch < snapshot.epoch).map(({ id }) => id);
      const isDrained = inFlight + sockets + silent.length === 0 && this.#shareOf(name) === 0;
      return { name, inFlight, sockets, silent, isDrained };
    });
  }

  /** The routes. */
  routes(): Promise<RouteSnapshot> {
    return Promise.resolve(this.world.snapshot);
  }

  /** Moves requests; the gateways follow a little later. */
  switchRoute(change: RouteSwitch): Promise<RouteSnapshot> {
    return attempt(() => {
      const { snapshot, nowMs } = this.world;
      if (change.expectEpoch !== snapshot.epoch) {
        throw fail(
          "CONFLICT",
          `Cannot switch ${change.key} as the epoch is ${snapshot.epoch} by now`,
        );
      }
      for (const [name, least] of Object.entries(change.require)) {
        const up = this.world.groups.get(name)?.upAt(nowMs) ?? 0;
        if (up >= least) continue;
        const why = `${name} has ${up} of ${least} instances up`;
        throw fail("REFUSED", `Cannot switch ${change.key} as ${why}`);
      }
      const others = snapshot.routes.filter(({ key }) => key !== change.key);
      return this.replaceRoutes({ ...snapshot, routes: [...others, change.route] });
    });
  }

  /** Puts other routes into force, as somebody else might. */
  replaceRoutes(next: RouteSnapshot): RouteSnapshot {
    const { world } = this;
    const epoch = world.snapshot.epoch + 1;
    world.snapshot = { ...next, epoch };
    const rng = this.#rng.fork(`epoch ${epoch}`);
    for (const gateway of world.gateways) {
      gateway.hear(world.snapshot, world.nowMs + 20 + rng.integer(130));
    }
    const route = routeOf(next, world.app);
    const shares = Object.entries(route === undefined ? {} : sharesOf(route));
    this.effects.push(`route ${shares.map(([name, share]) => `${name}=${share}`).join(" ")}`);
    return world.snapshot;
  }

  /** Whether every gateway follows. */
  settled(epoch: number): Promise<RoutesSettled> {
    const silent = this.world.gateways.filter((gateway) => gateway.epoch < epoch)
      .map(({ id }) => id);
    return Promise.resolve({ epoch, isSettled: silent.length === 0, silent });
  }

  /** What the gateways counted. */
  ledger(): Promise<RequestLedger> {
    const gateways = this.world.gateways
      .map(({ id, groups }) => ({ id, groups: structuredClone(groups) }));
    return Promise.resolve({ gateways, silent: [] });
  }

  /** Nobody else is there. */
  lease(): Promise<void> {
    return Promise.resolve();
  }

  /** Nobody else is there. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  /** Artifacts are put into `artifacts`. */
  bake(): Promise<never> {
    return Promise.reject(fail("BUG", "A simulated platform bakes nothing"));
  }

  /** No process runs here. */
  startJob(): Promise<never> {
    return Promise.reject(fail("BUG", "A simulated platform runs no jobs"));
  }

  /** No process runs here. */
  job(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** No process runs here. */
  stopJob(): Promise<void> {
    return Promise.resolve();
  }

  #start({ key, app, detail, source, replicas }: GroupRequest): SimulatedGroup {
    const { artifact, model } = this.#versionOf(source);
    const taken = [...this.#known.values()];
    const name = nextServerGroupName({ app, stack: null, detail: detail ?? null }, taken);
    const group = new SimulatedGroup({
      ...{ name, app, key, artifact, model, replicas, isPortFixed: this.isPortFixed },
      ...{ cluster: name.replace(/-v\d+$/, ""), version: `${artifact}.c0` },
      ...{ nowMs: this.world.nowMs, rng: this.#rng.fork(name) },
    });
    this.#known.set(name, group);
    this.world.groups.set(name, group);
    this.effects.push(`spawn ${name} ${artifact} ×${replicas}`);
    return group;
  }

  #versionOf(source: GroupSource): { readonly artifact: string; readonly model: ReleaseModel } {
    const artifact = source.kind === "artifact"
      ? source.hash
      : this.#known.get(source.name)?.artifact;
    const model = artifact === undefined ? undefined : this.artifacts.get(artifact);
    if (artifact !== undefined && model !== undefined) return { artifact, model };
    throw fail(
      "NOT_FOUND",
      `Cannot start a group as there is no version of ${JSON.stringify(source)}`,
    );
  }

  #there(name: string): SimulatedGroup {
    const group = this.world.groups.get(name);
    if (group !== undefined) return group;
    throw fail("NOT_FOUND", `Cannot find the server group ${name}`);
  }

  #shareOf(name: string): number {
    const route = routeOf(this.world.snapshot, this.world.app);
    return route === undefined ? 0 : sharesOf(route)[name] ?? 0;
  }

  #view(group: SimulatedGroup): ServerGroupView {
    return group.view(this.world.nowMs, this.#shareOf(group.name));
  }
}

/** Does something at once, and tells a failure as a promise does. */
function attempt<T>(act: () => T): Promise<T> {
  return new Promise((resolve) => resolve(act()));
}

function fail(code: ErrorCode, message: string): NetopsError {
  return new NetopsError(code, message);
}
