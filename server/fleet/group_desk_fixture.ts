import { NetopsError } from "@netops/core";
import type { GroupRequest } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import { bootOf, groupOf, manifestOf } from "./fleet_fixture.ts";
import { GroupBook } from "./group_book.ts";
import { GroupDesk, type GroupDeskOptions } from "./group_desk.ts";
import type { Group, World } from "./model.ts";
import { RouteBoard } from "./route_board.ts";
import { FleetStore } from "./store.ts";

/** A hash of an artifact that is there, for tests. */
export const HASH = "a".repeat(40);

/** A supervisor that only remembers; groups leave when the test says so. */
export class FakeSupervisor {
  readonly world: World = { groups: new Map(), members: new Map(), stopping: false };
  readonly leaving: Group[] = [];

  /** All groups: those that are wanted, and those on their way out. */
  get allGroups(): Group[] {
    return [...this.world.groups.values(), ...this.leaving];
  }

  /** Adds a group. */
  addGroup(group: Group): void {
    this.world.groups.set(group.name, group);
  }

  /** Sets its size. */
  setDesired(group: Group, desired: number): void {
    group.desired = desired;
  }

  /** Begins to remove a group, and never ends. */
  removeGroup(name: string): Promise<void> {
    const group = this.world.groups.get(name);
    if (group !== undefined) this.leaving.push(group);
    this.world.groups.delete(name);
    return new Promise(() => undefined);
  }
}

/** A desk over `hello-v000`, which has all traffic; its store is in memory. */
export function openDesk(change: Partial<GroupDeskOptions> = {}) {
  const timer = new FakeTimer();
  const { clock } = timer;
  const supervisor = new FakeSupervisor();
  const routes = new RouteBoard(0);
  const store = new FleetStore(":memory:");
  const events: string[] = [];
  const busy = new Set<string>();
  const route = (weights: Readonly<Record<string, number>>) =>
    routes.put({
      ...{ key: "hello", app: "hello", rules: [], auth: "none" },
      groups: Object.entries(weights).map(([serverGroup, weight]) => ({ serverGroup, weight })),
    });
  const desk = new GroupDesk({
    ...{ supervisor, routes, store, clock, artifactsDir: "/store", startedAtMs: clock.nowMs() },
    boot: bootOf({ services: [manifestOf()] }),
    logs: { tail: () => [] },
    book: new GroupBook(clock),
    known: { watch: () => undefined, countKnown: () => 0 },
    isFolder: () => true,
    refuseBusy: (app) => {
      if (busy.has(app)) throw new NetopsError("CONFLICT", `Cannot change "${app}": busy`);
    },
    record: (kind, subject) => void events.push(`${kind} ${subject}`),
    ...change,
  });
  supervisor.addGroup(groupOf({ createdAtMs: clock.nowMs() }));
  route({ "hello-v000": 1 });
  const spawn = (wanted: Partial<GroupRequest> = {}) =>
    desk.spawn({
      ...{ key: "e1/new", app: "hello", source: { kind: "artifact", hash: HASH }, replicas: 2 },
      ...wanted,
    });
  return { timer, clock, supervisor, routes, store, events, busy, route, desk, spawn };
}
