import { NetopsError } from "@netops/core";
import type {
  GroupRequest,
  JobRequest,
  JobView,
  RouteSnapshot,
  RouteSwitch,
  ServerGroupInstance,
  ServerGroupView,
} from "@netops/core/contracts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";

/** A server group of a test, as short as can be said. */
export interface FakeGroup {
  readonly name: string;
  readonly app?: string;
  readonly desired?: number;
  readonly up?: number;
  readonly weight?: number;
  readonly failure?: string;
  readonly isPortFixed?: boolean;
}

/** A platform in memory for tests of stages; `effects` tells every change that really happened. */
export class FakePlatform implements DeliveryPlatform {
  readonly effects: string[] = [];
  readonly groupsByName = new Map<string, ServerGroupView>();
  readonly jobs = new Map<string, JobView>();
  readonly lines = new Map<string, string[]>();
  readonly orders: JobRequest[] = [];
  readonly inFlight = new Map<string, number>();
  /** Thrown by the next change, once. */
  nextError: NetopsError | undefined;
  /** Consumers that do not follow the routes. */
  silent: readonly string[] = [];
  snapshot: RouteSnapshot = { epoch: 1, routes: [], listeners: [] };
  readonly #baked = new Set<string>();

  /** Has these groups; those with a weight, also 0, are behind the route of their app. */
  constructor(groups: readonly FakeGroup[] = []) {
    for (const group of groups) this.groupsByName.set(group.name, viewOf(group));
    const apps = new Set(groups.map(({ app = "hello" }) => app));
    const routes = [...apps].map((app) => ({
      ...{ key: app, app, rules: [], auth: "none" as const },
      groups: groups.filter((group) => (group.app ?? "hello") === app && group.weight !== undefined)
        .map(({ name, weight = 0 }) => ({ serverGroup: name, weight })),
    }));
    this.snapshot = { ...this.snapshot, routes };
  }

  /** Weight of each group behind a route. */
  weights(key = "hello"): Record<string, number> {
    const route = this.snapshot.routes.find((one) => one.key === key);
    return Object.fromEntries(
      (route?.groups ?? []).map(({ serverGroup, weight }) => [serverGroup, weight]),
    );
  }

  bake = (request: Parameters<DeliveryPlatform["bake"]>[0]) => {
    this.#mayFail();
    const text = JSON.stringify(request);
    const isNew = !this.#baked.has(text);
    if (isNew) this.effects.push("bake");
    this.#baked.add(text);
    const { app } = request;
    return Promise.resolve({ app, hash: "h1", version: "h1.c1", isNew, warnings: [] });
  };

  groups = (app: string) =>
    Promise.resolve(
      [...this.groupsByName.keys()].map((name) => this.#view(name)!).filter((g) => g.app === app),
    );

  group = (name: string) => Promise.resolve(this.#view(name));

  spawn = (request: GroupRequest) => {
    this.effects.push(`spawn ${request.app}`);
    return Promise.reject(new NetopsError("BUG", "No stage of this test spawns"));
  };

  resize = (name: string, replicas: number) => {
    this.#mayFail();
    const group = this.groupsByName.get(name)!;
    if (group.desired !== replicas) this.effects.push(`resize ${name} ${replicas}`);
    this.groupsByName.set(name, { ...group, desired: replicas });
    return Promise.resolve();
  };

  /** Lets a group become what is desired of it. */
  settle(name: string): void {
    const group = this.groupsByName.get(name)!;
    const { desired } = group;
    this.groupsByName.set(name, { ...group, up: desired, instances: instancesOf(desired) });
  }

  stop = (name: string) => {
    this.#mayFail();
    if ((this.#view(name)?.shareRatio ?? 0) > 0) {
      return Promise.reject(new NetopsError("REFUSED", `Cannot stop ${name} as it has traffic`));
    }
    if (this.groupsByName.delete(name)) this.effects.push(`stop ${name}`);
    return Promise.resolve();
  };

  load = (name: string) => {
    const inFlight = this.inFlight.get(name) ?? 0;
    const { silent } = this;
    const isDrained = inFlight === 0 && silent.length === 0;
    return Promise.resolve({ name, inFlight, sockets: 0, silent, isDrained });
  };

  routes = () => Promise.resolve(this.snapshot);

  switchRoute = (change: RouteSwitch) => {
    this.#mayFail();
    const { epoch } = this.snapshot;
    if (change.expectEpoch !== epoch) {
      return Promise.reject(new NetopsError("CONFLICT", `Cannot switch as the epoch is ${epoch}`));
    }
    for (const [name, least] of Object.entries(change.require)) {
      const up = this.groupsByName.get(name)?.up ?? 0;
      if (up >= least) continue;
      return Promise.reject(
        new NetopsError("REFUSED", `Cannot switch as ${name} has ${up} of ${least}`),
      );
    }
    const others = this.snapshot.routes.filter(({ key }) => key !== change.key);
    this.snapshot = { ...this.snapshot, epoch: epoch + 1, routes: [...others, change.route] };
    this.effects.push(`switch ${JSON.stringify(this.weights(change.key)).replaceAll('"', "")}`);
    return Promise.resolve(this.snapshot);
  };

  settled = (epoch: number) =>
    Promise.resolve({ epoch, isSettled: this.silent.length === 0, silent: this.silent });

  ledger = () => Promise.resolve({ gateways: [], silent: [] });
  lease: DeliveryPlatform["lease"] = () => Promise.resolve();
  release: DeliveryPlatform["release"] = () => Promise.resolve();

  startJob = (order: JobRequest) => {
    this.#mayFail();
    const known = [...this.jobs.values()].find(({ key }) => key === order.key);
    if (known !== undefined) return Promise.resolve(known);
    this.effects.push(`job ${order.key}`);
    this.orders.push(order);
    const id = `job-${order.name}-${this.jobs.size}`;
    const job: JobView = {
      ...{ id, name: order.name, status: "running", startedAtMs: 0, detached: order.detached },
      ...(order.key === undefined ? {} : { key: order.key }),
    };
    this.jobs.set(id, job);
    return Promise.resolve(job);
  };

  /** Ends a job of a test. */
  endJob(id: string, end: Pick<JobView, "status" | "exitCode">): void {
    this.jobs.set(id, { ...this.jobs.get(id)!, ...end, endedAtMs: 1 });
  }

  job = (id: string) => Promise.resolve(this.jobs.get(id));

  stopJob = (id: string) => {
    this.effects.push(`stop ${id}`);
    this.endJob(id, { status: "stopped", exitCode: 143 });
    return Promise.resolve();
  };

  jobWithKey = (key: string) =>
    Promise.resolve([...this.jobs.values()].find((job) => job.key === key));

  jobLines = (id: string) => Promise.resolve(this.lines.get(id) ?? []);

  #view(name: string): ServerGroupView | undefined {
    const group = this.groupsByName.get(name);
    if (group === undefined) return undefined;
    const weights = this.weights(group.app);
    const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
    return { ...group, shareRatio: sum === 0 ? 0 : (weights[name] ?? 0) / sum };
  }

  #mayFail(): void {
    const error = this.nextError;
    this.nextError = undefined;
    if (error !== undefined) throw error;
  }
}

function viewOf({ name, app = "hello", desired = 2, up = desired, ...more }: FakeGroup) {
  const { failure, isPortFixed = false } = more;
  return {
    ...{ name, app, cluster: app, version: "v", tier: "service" as const, createdAtMs: 0 },
    ...{ desired, up, deaths: 0, lastLines: [], shareRatio: 0, isPortFixed },
    ...(failure === undefined ? {} : { failure }),
    instances: instancesOf(up),
  };
}

function instancesOf(count: number): ServerGroupInstance[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ id: `i${at}`, host: "127.0.0.1", port: 20_000 + at, zone: "eu-a" },
    ...{ status: "UP" as const, startedAtMs: 0, restarts: 0 },
  }));
}
