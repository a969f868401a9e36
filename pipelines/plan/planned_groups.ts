import { nextServerGroupName } from "@netops/core";
import type { Route, RouteSnapshot, ServerGroupView } from "@netops/core/contracts";
import type { DeployScope } from "../stages/deploy/step_work.ts";
import { routeOf, withWeights } from "../stages/deploy/route_change.ts";
import type { StageOutputs } from "../stages/stage_handler.ts";
import type { PlannedPlatform } from "./plan_world.ts";

/** The groups of an app as stage after stage would leave them. */
export class PlannedGroups {
  readonly #app: string;
  readonly #taken: string[];
  #groups: readonly ServerGroupView[];
  #routes: RouteSnapshot;
  #nowMs: number;

  /** The groups as they are. */
  constructor(app: string, { groups, routes, goneGroups }: PlannedPlatform) {
    this.#app = app;
    this.#groups = groups;
    this.#routes = routes;
    this.#taken = [...goneGroups, ...groups.map(({ name }) => name)];
    this.#nowMs = Math.max(0, ...groups.map(({ createdAtMs }) => createdAtMs));
  }

  /** A group by its name. */
  find(name: string): ServerGroupView | undefined {
    return this.#groups.find((group) => group.name === name);
  }

  /** All of them, oldest first. */
  get all(): readonly ServerGroupView[] {
    return this.#groups;
  }

  /** The name that fleet gives next, and does not give again. */
  nextName(detail?: string): string {
    const newest = this.#taken.map((name, at) => ({ name, createdAtMs: at }));
    const cluster = { app: this.#app, stack: detail ?? null, detail: null };
    const name = nextServerGroupName(cluster, newest);
    this.#taken.push(name);
    return name;
  }

  /** A group is started: all of it will be up, as else nothing goes on. */
  add(group: Pick<ServerGroupView, "name" | "version"> & Partial<ServerGroupView>): void {
    const { desired = 1 } = group;
    const started: ServerGroupView = {
      ...{ app: this.#app, cluster: this.#app, tier: "service", createdAtMs: ++this.#nowMs },
      ...{ desired, up: desired, deaths: 0, lastLines: [], shareRatio: 0, isPortFixed: false },
      ...{ instances: [], ...group },
    };
    this.#groups = [...this.#groups, started];
  }

  /** Groups are ended. */
  remove(names: readonly string[]): void {
    this.#groups = this.#groups.filter(({ name }) => !names.includes(name));
  }

  /** A group gets so many instances. */
  resize(name: string, replicas: number): void {
    this.#groups = this.#groups.map((group) =>
      group.name === name ? { ...group, desired: replicas, up: replicas } : group
    );
  }

  /** Requests go by these weights. */
  move(weights: Readonly<Record<string, number>>): void {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    const shareOf = (name: string) => total === 0 ? 0 : (weights[name] ?? 0) / total;
    this.#groups = this.#groups.map((group) => ({ ...group, shareRatio: shareOf(group.name) }));
    const own = this.route;
    if (own === undefined) return;
    const moved = withWeights(own, weights);
    const routes = this.#routes.routes.map((route) => route === own ? moved : route);
    this.#routes = { ...this.#routes, routes };
  }

  /** The route of the app. */
  get route(): Route | undefined {
    return routeOf(this.#routes, this.#app);
  }

  /** What the planning of a stage looks at: groups and routes, which is all that it may ask for. */
  scope(outputs: Readonly<Record<string, StageOutputs>>): DeployScope {
    const platform = {
      groups: () => Promise.resolve(this.#groups),
      group: (name: string) => Promise.resolve(this.find(name)),
      routes: () => Promise.resolve(this.#routes),
    };
    return { app: this.#app, outputs, platform } as unknown as DeployScope;
  }
}
