import assert from "node:assert/strict";
import { bootOf, manifestOf } from "./fleet_fixture.ts";
import { GroupBook } from "./group_book.ts";
import { GroupDesk } from "./group_desk.ts";
import { HASH } from "./group_desk_fixture.ts";
import { hasTraffic } from "./group_traffic.ts";
import { countUp } from "./instance_view.ts";
import { RouteBoard } from "./route_board.ts";
import { SimulatedWorld } from "./simulated_world_test.ts";
import { FleetStore } from "./store.ts";

const ORDERS = Number(Deno.env.get("NETOPS_SIM_ORDERS") ?? 2_000) / 4;
const STEPS = 16;

/** A desk over the simulated world, with one group that has all traffic. */
function openWorld(seed: string) {
  const world = new SimulatedWorld(seed);
  const { supervisor, timer, rng } = world;
  const { clock } = timer;
  const routes = new RouteBoard(0);
  const store = new FleetStore(":memory:");
  const desk = new GroupDesk({
    ...{ supervisor, routes, store, clock, artifactsDir: "/store", startedAtMs: clock.nowMs() },
    boot: bootOf({ services: [manifestOf({ stopTimeoutMs: 400, startTimeoutMs: 2_000 })] }),
    logs: { tail: () => [] },
    book: new GroupBook(clock),
    known: { watch: () => undefined, countKnown: (name) => countUp(supervisor.world, name) },
    isFolder: () => true,
    refuseBusy: () => undefined,
    record: () => undefined,
  });
  const first = world.createGroup("hello", 2);
  supervisor.addGroup({ ...first, createdAtMs: clock.nowMs() });
  const names = () => [...supervisor.world.groups.keys()];
  const switchTo = (weights: Readonly<Record<string, number>>) =>
    routes.switch({
      ...{ key: "hello", expectEpoch: routes.snapshot.epoch },
      require: Object.fromEntries(
        Object.entries(weights).filter(([, weight]) => weight > 0)
          .map(([name]) => [name, 1]),
      ),
      route: {
        ...{ key: "hello", app: "hello", rules: [], auth: "none" },
        groups: Object.entries(weights).map(([serverGroup, weight]) => ({ serverGroup, weight })),
      },
    }, {
      countUp: (name) => countUp(supervisor.world, name),
      hasGroup: (name) => supervisor.world.groups.has(name),
    });
  routes.put({
    ...{ key: "hello", app: "hello", rules: [], auth: "none" },
    groups: [{ serverGroup: "hello-v000", weight: 1 }],
  });
  return { world, supervisor, timer, rng, routes, store, desk, names, switchTo };
}

type Open = ReturnType<typeof openWorld>;

/** What a conductor, or bad luck, does next. */
function act(open: Open): string {
  const { rng, desk, world, names, switchTo } = open;
  const any = <T>(list: readonly T[]): T => list[rng.integer(list.length)]!;
  const name = any([...names(), "hello-v999"]);
  switch (rng.integer(6)) {
    case 0: {
      const key = `e${rng.integer(6)}`;
      const source = rng.integer(2) === 0
        ? { kind: "artifact", hash: HASH } as const
        : { kind: "group", name } as const;
      const detail = rng.integer(3) === 0 ? { detail: "baseline" } : {};
      desk.spawn({ key, app: "hello", source, replicas: 1 + rng.integer(3), ...detail });
      return `spawn ${key}`;
    }
    case 1:
      return desk.resize(name, rng.integer(4)), `resize ${name}`;
    case 2:
      return desk.stop(name), `stop ${name}`;
    case 3: {
      const other = any(names());
      const weights = { [name]: rng.integer(3), [other]: rng.integer(3) };
      return `switch ${JSON.stringify(weights)} ${switchTo(weights).ok}`;
    }
    case 4: {
      const living = world.living();
      if (living.length > 0) world.kill(any(living));
      return "kill";
    }
    default:
      return world.loseKeeper(), "lose keeper";
  }
}

function assertSound(open: Open, keys: Map<string, string>, trail: string): void {
  const { supervisor, routes, world, desk } = open;
  assert.deepEqual(world.violations, [], trail);
  const [route] = routes.snapshot.routes;
  for (const { serverGroup } of route!.groups) {
    const group = supervisor.world.groups.get(serverGroup);
    const isRouted = route!.groups.some((one) => one.serverGroup === serverGroup && one.weight > 0);
    if (isRouted) assert.ok(group, `${serverGroup} has traffic and is gone: ${trail}`);
  }
  assert.ok(route!.groups.some(({ weight }) => weight > 0), `nobody has traffic: ${trail}`);
  const views = desk.list("hello");
  for (const { name, key, shareRatio, instances } of views) {
    if (key !== undefined && keys.get(key) === undefined) keys.set(key, name);
    if (key !== undefined) assert.equal(keys.get(key), name, `two groups of ${key}: ${trail}`);
    const serves = instances.some(({ status }) => status === "UP");
    if (shareRatio === 0) assert.ok(!serves, `${name} is in service without traffic: ${trail}`);
  }
  const ports = [...supervisor.world.members.values()].map((member) => member.port);
  assert.equal(new Set(ports).size, ports.length, `a port is lent twice: ${trail}`);
}

async function runOrder(seed: string): Promise<void> {
  const open = openWorld(seed);
  const { supervisor, timer, rng, world, store, routes } = open;
  const steps: string[] = [];
  const keys = new Map<string, string>();
  for (let step = 0; step < STEPS; step++) {
    await timer.advance(rng.integer(1_200));
    try {
      steps.push(act(open));
    } catch (thrown) {
      const { code = "BUG", message } = thrown as { code?: string; message: string };
      assert.ok(["REFUSED", "NOT_FOUND"].includes(code), `${message}: ${seed}`);
      steps.push(code);
    }
    assertSound(open, keys, `seed ${seed}: ${steps.join(", ")}`);
  }
  world.heal();
  await timer.advance(20_000);
  const trail = `seed ${seed}: ${steps.join(", ")}`;
  for (const group of supervisor.world.groups.values()) {
    assert.equal(countUp(supervisor.world, group.name), group.desired, `${group.name}: ${trail}`);
    if (hasTraffic(group, routes)) assert.ok(group.desired > 0, `${group.name} is empty: ${trail}`);
  }
  assert.equal(
    supervisor.allGroups.length,
    supervisor.world.groups.size,
    `one never left: ${trail}`,
  );
  assert.equal(world.living().length, supervisor.world.members.size, `a process is lost: ${trail}`);
  assert.equal(world.lostChildren(), 0, `a child is lost: ${trail}`);
  supervisor.freeze();
  void supervisor.stopWhere(() => true, "the end");
  await timer.advance(10_000);
  supervisor.close();
  store.close();
}

Deno.test(`what serves stays and keys are one group after ${ORDERS} random orders of a conductor`, async () => {
  for (let order = 0; order < ORDERS; order++) await runOrder(`desk-${order}`);
});
