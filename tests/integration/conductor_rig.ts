import assert from "node:assert/strict";
import type { HttpClient } from "@netops/core";
import { createFleetClient, type FleetClient } from "@netops/core/clients";
import type { Route, ServerGroupView } from "@netops/core/contracts";
import { type FleetRig, until } from "./fleet_rig.ts";

/** The client of the test process itself, which needs no end. */
const HTTP: HttpClient = {
  send: ({ url, ...request }) => fetch(url, request),
  close: () => undefined,
};

/** What a conductor does to an app of a rig, `hello` when left out, over fleet's API. */
export class ConductorRig {
  readonly fleet: FleetClient;
  /** What its changes carry. */
  fence: number | undefined;

  constructor(readonly rig: FleetRig, readonly app = "hello") {
    const { fleetUrl, token } = rig.run;
    this.fleet = createFleetClient({ fleetUrl, token, http: HTTP, fence: () => this.fence });
  }

  /** Writes the service anew and bakes it; answers the hash. */
  async bake(text: string): Promise<string> {
    await this.rig.platform.write("hello/server.mjs", text);
    return (await this.fleet.bake({ app: "hello", from: { kind: "dir", dir: "hello" } })).hash;
  }

  spawn(key: string, hash: string, replicas = 2): Promise<ServerGroupView> {
    const source = { kind: "artifact", hash } as const;
    return this.fleet.spawnGroup({ key, app: this.app, source, replicas });
  }

  /** Starts another group of what a group runs, or ran. */
  clone(key: string, name: string, detail?: string): Promise<ServerGroupView> {
    const source = { kind: "group", name } as const;
    const named = detail === undefined ? {} : { detail };
    return this.fleet.spawnGroup({ key, app: this.app, source, replicas: 1, ...named });
  }

  async untilGroup(
    name: string,
    what: string,
    test: (view: ServerGroupView) => boolean,
  ): Promise<ServerGroupView> {
    let view: ServerGroupView | undefined;
    await until(`${name} ${what}`, 15_000, async () => {
      view = await this.fleet.group(name);
      return view !== undefined && test(view);
    });
    return view!;
  }

  untilUp(name: string, count: number): Promise<ServerGroupView> {
    return this.untilGroup(name, `has ${count} up`, ({ up }) => up === count);
  }

  /** Moves traffic; answers the new epoch. */
  async route(
    weights: Readonly<Record<string, number>>,
    change: Partial<Route> = {},
  ): Promise<number> {
    const { epoch, routes } = await this.fleet.routes();
    const route = routes.find(({ key }) => key === this.app)!;
    const groups = Object.entries(weights)
      .map(([serverGroup, weight]) => ({ serverGroup, weight }));
    const switched = await this.fleet.switchRoute({
      ...{ key: this.app, expectEpoch: epoch, route: { ...route, groups, ...change } },
      require: Object.fromEntries(groups.map((group) => [group.serverGroup, 1])),
    });
    return switched.epoch;
  }

  /** Moves traffic and waits until everybody routes so. */
  async shift(weights: Readonly<Record<string, number>>): Promise<void> {
    const epoch = await this.route(weights);
    await until(
      "everybody routes by it",
      10_000,
      async () => (await this.fleet.routesSettled(epoch)).isSettled,
    );
  }

  /** Ends a group without traffic, as a deploy does. */
  async end(name: string): Promise<void> {
    await until(
      `${name} is drained`,
      10_000,
      async () => (await this.fleet.groupLoad(name)).isDrained,
    );
    await this.fleet.stopGroup(name);
    await until(`${name} is gone`, 10_000, async () => await this.fleet.group(name) === undefined);
  }

  /** Fails unless fleet refuses a call with this code and reason. */
  async refused(call: Promise<unknown>, code: string, message: RegExp): Promise<void> {
    await assert.rejects(call, { code, message });
  }
}
