import assert from "node:assert/strict";
import { countUp } from "./instance_view.ts";
import type { Group } from "./model.ts";
import { seatsOfIndividuals } from "./seats.ts";
import { SimulatedWorld } from "./simulated_world_test.ts";

const ORDERS = Number(Deno.env.get("NETOPS_SIM_ORDERS") ?? 2_000);
const STEPS = 14;

/** One random harm or wish. */
function disturb(world: SimulatedWorld, group: Group): string {
  const { rng, supervisor } = world;
  const living = world.living();
  const victim = living[rng.integer(Math.max(1, living.length))];
  const act = rng.integer(10);
  if (act === 0 && victim) return world.kill(victim), `kill ${victim.pid}`;
  if (act === 1 && victim) return world.pause(victim), `pause ${victim.pid}`;
  if (act === 2 && victim) return world.losePort(victim), `lose port of ${victim.pid}`;
  if (act === 3) return world.loseKeeper(), "lose keeper";
  if (act === 4) return world.diskFull = !world.diskFull, `disk full ${world.diskFull}`;
  if (act === 5) {
    const port = 20_000 + rng.integer(41);
    return world.strangerTakes(port), `stranger on ${port}`;
  }
  if (act === 6) {
    const member = [...supervisor.world.members.values()][0];
    return member ? (supervisor.restart(member.id, "test"), `restart ${member.id}`) : "nothing";
  }
  if (act === 7) { for (const process of living) world.kill(process); }
  const desired = rng.integer(6);
  supervisor.setDesired(group, desired);
  return `scale ${desired}`;
}

function assertSound(world: SimulatedWorld, trail: string): void {
  const { supervisor, pool } = world;
  assert.deepEqual(world.violations, [], trail);
  const members = [...supervisor.world.members.values()];
  const ports = members.map((member) => member.port);
  assert.equal(new Set(ports).size, ports.length, `a port is lent twice: ${trail}`);
  assert.equal(pool.lentCount, members.length, `a port was not given back: ${trail}`);
  for (const member of members) {
    assert.equal(pool.ownerOf(member.port), member.id, `port of ${member.id}: ${trail}`);
  }
}

async function runOrder(seed: string): Promise<void> {
  const world = new SimulatedWorld(seed);
  const { supervisor, rng, timer } = world;
  const group = world.createGroup("hello", 1 + rng.integer(4));
  supervisor.addGroup(group);
  const steps: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    await timer.advance(rng.integer(1_500));
    steps.push(disturb(world, group));
    assertSound(world, `seed ${seed}: ${steps.join(", ")}`);
  }
  world.heal();
  await timer.advance(16_000);
  const trail = `seed ${seed}: ${steps.join(", ")}`;
  assertSound(world, trail);
  const reasons = group.seats.map((seat) => seat.lastReason);
  assert.equal(countUp(supervisor.world, group.name), group.desired, `${trail}; ${reasons}`);
  const known = new Set([...supervisor.world.members.values()].map((member) => member.pid));
  for (const process of world.living()) assert.ok(known.has(process.pid), `lost child: ${trail}`);
  assert.equal(world.lostChildren(), 0, `lost grandchild: ${trail}`);
  assert.deepEqual([...world.guarded].sort(), [...known].sort(), `the keeper knows less: ${trail}`);
  await endWorld(world, trail);
}

async function endWorld(world: SimulatedWorld, trail: string): Promise<void> {
  const { supervisor, timer } = world;
  supervisor.freeze();
  const stopped = supervisor.stopWhere(() => true, "the test ends");
  await timer.advance(3_000);
  await stopped;
  supervisor.close();
  assert.equal(world.living().length, 0, `a process outlived the platform: ${trail}`);
  assert.equal(world.lostChildren(), 0, `a grandchild outlived the platform: ${trail}`);
  assert.equal(timer.pendingCount, 0, `a timer is left: ${trail}`);
}

Deno.test(`Supervisor reaches what is desired again after ${ORDERS} random orders of harm`, async () => {
  for (let order = 0; order < ORDERS; order++) await runOrder(`order-${order}`);
});

Deno.test("an individual has one holder at a time, always of the same id at the same address", async () => {
  const individuals = ["c1", "c2", "c3"].map((id, at) => ({
    ...{ id, region: "r", zone: "a", host: `127.0.9.${at}`, config: {} },
  }));
  for (let order = 0; order < ORDERS / 10; order++) {
    const world = new SimulatedWorld(`individual-${order}`);
    const { supervisor, timer, rng } = world;
    const group = { ...world.createGroup("box", 3), seats: seatsOfIndividuals(individuals) };
    supervisor.addGroup(group);
    const addresses = new Map<string, string>();
    const steps: string[] = [];
    const check = () => {
      assert.deepEqual(world.violations, [], steps.join(", "));
      const living = world.living().map((process) => process.instance);
      assert.equal(new Set(living).size, living.length, `two of one id: ${steps.join(", ")}`);
      for (const { id, host, port, adminPort } of supervisor.world.members.values()) {
        const address = `${host}:${port}/${adminPort}`;
        assert.equal(addresses.get(id) ?? address, address, steps.join(", "));
        addresses.set(id, address);
      }
    };
    for (let step = 0; step < STEPS; step++) {
      await timer.advance(rng.integer(1_500));
      steps.push(disturb(world, group));
      check();
    }
    world.heal();
    supervisor.setDesired(group, 3);
    await timer.advance(16_000);
    check();
    assert.equal(countUp(supervisor.world, group.name), 3, steps.join(", "));
    assert.equal(new Set(addresses.values()).size, 3);
    await endWorld(world, steps.join(", "));
  }
});

Deno.test("Supervisor names the reason of a service that dies again and again", async () => {
  const world = new SimulatedWorld("loop");
  const group = world.createGroup("dies", 1);
  world.supervisor.addGroup(group);
  for (let round = 0; round < 12; round++) {
    await world.timer.advance(50);
    for (const process of world.living()) world.kill(process);
  }
  assert.match(group.seats[0]?.lastReason ?? "", /SIGKILL/);
  await world.timer.advance(2_000);
  for (const process of world.living()) world.kill(process);
  await world.timer.advance(100);
  const verdicts = world.changes.filter((change) => change.kind === "crash-loop");
  assert.equal(verdicts.length, 1, "the verdict is given once");
  assert.match(verdicts[0]?.reason ?? "", /died 5 times in a row: ended by SIGKILL/);
  world.supervisor.setDesired(group, 0);
  await endWorld(world, "loop");
});

Deno.test("Supervisor starts nothing while no keeper would end it", async () => {
  const world = new SimulatedWorld("keeper");
  world.keeperLives = false;
  world.supervisor.addGroup(world.createGroup("hello", 2));
  await world.timer.advance(2_000);
  assert.equal(world.living().length, 0);
  world.loseKeeper();
  await world.timer.advance(2_000);
  assert.equal(world.living().length, 2);
  await endWorld(world, "keeper");
});

Deno.test("Supervisor stops a stubborn process with SIGKILL no later than the cap", async () => {
  const world = new SimulatedWorld("stubborn");
  const group = world.createGroup("hello", 5);
  world.supervisor.addGroup(group);
  await world.timer.advance(1_000);
  world.supervisor.stopCapMs = 100;
  world.supervisor.freeze();
  const stopped = world.supervisor.stopWhere(() => true, "test");
  await world.timer.advance(320);
  await stopped;
  assert.equal(world.living().length, 0);
  world.supervisor.close();
});

Deno.test("Supervisor gives a group that is removed its own stop timeout, and still knows it", async () => {
  const world = new SimulatedWorld("removed");
  const { supervisor, timer } = world;
  const group = world.createGroup("slow", 20, 5_000);
  group.desired = 10;
  supervisor.addGroup(group);
  await timer.advance(1_000);
  for (const process of world.living()) process.stubborn = true;
  const removed = supervisor.removeGroup(group.name);
  await timer.advance(4_900);
  const [member] = supervisor.world.members.values();
  assert.ok(member !== undefined, "nothing is killed before its time");
  assert.equal(supervisor.groupOf(member), group);
  await timer.advance(500);
  await removed;
  assert.equal(supervisor.groupOf(member), undefined);
  await endWorld(world, "removed");
});
