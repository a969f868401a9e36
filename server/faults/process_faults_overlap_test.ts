import assert from "node:assert/strict";
import fc from "fast-check";
import type { ProcessEffect } from "@netops/core/contracts";
import { faultRig, heldFault, USUAL_LIMIT } from "./fault_fixture.ts";

const EFFECTS: readonly ProcessEffect[] = [
  { type: "pause" },
  { type: "outage" },
  { type: "refuse-starts" },
  { type: "kill", signal: "SIGKILL" },
  { type: "restart-loop", everyMs: 1_000 },
  { type: "limit-files", files: 16 },
  { type: "limit-files", files: 64 },
  { type: "throttle-cpu", runRatio: 0.2 },
  { type: "throttle-cpu", runRatio: 0.9 },
];

const NUMBER = fc.integer({ min: 0, max: 5 });
const STEP = fc.oneof(
  fc.record({
    do: fc.constant("put" as const),
    id: NUMBER,
    effect: fc.constantFrom(...EFFECTS),
    remainingMs: fc.integer({ min: 0, max: 3_000 }),
    leaseMs: fc.integer({ min: 100, max: 3_000 }),
  }),
  fc.record({ do: fc.constant("remove" as const), id: NUMBER }),
  fc.record({ do: fc.constant("renew" as const), id: NUMBER }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant("die" as const) }),
  fc.record({ do: fc.constant("fork" as const) }),
  fc.record({ do: fc.constant("seat" as const) }),
);
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

const SEATS = ["a/0", "a/1"];

/** Two seats on which steps are done; what takes time goes on while the next step begins. */
class Play {
  readonly rig = faultRig();
  readonly #put: [string, string][] = [];
  readonly #going: Promise<unknown>[] = [];

  constructor() {
    for (const seat of SEATS) this.rig.world.seat(seat);
  }

  async step(step: Step): Promise<void> {
    const { faults, world, timer } = this.rig;
    const [instance] = world.living;
    if (step.do === "wait") await timer.advance(step.ms);
    else if (step.do === "renew") faults.renew([`f${step.id}`], 1_000);
    else if (step.do === "seat") this.fillSeats();
    else if (step.do === "remove") this.#removeEverywhere(`f${step.id}`);
    else if (instance === undefined) return;
    else if (step.do === "die") world.die(instance);
    else if (step.do === "fork") world.fork(instance);
    else {
      const { id, effect, remainingMs, leaseMs } = step;
      const fault = { ...heldFault(`f${id}`, effect), remainingMs, leaseMs };
      this.#put.push([fault.id, instance]);
      this.#going.push(faults.put(instance, fault).catch(() => undefined));
    }
  }

  fillSeats(): void {
    const { faults, world } = this.rig;
    for (const seat of SEATS) {
      if (world.holderOf(seat) === undefined && !faults.isSeatHeld(seat)) world.seat(seat);
    }
  }

  async end(how: "endAll" | "lapse" | "remove"): Promise<void> {
    const { faults, timer } = this.rig;
    await timer.settle();
    if (how === "endAll") await faults.endAll();
    if (how === "lapse") await timer.advance(5_000);
    if (how === "remove") {
      for (const [id, instance] of this.#put) await faults.remove(id, instance);
    }
    await Promise.all(this.#going);
    await timer.advance(2_000);
  }

  #removeEverywhere(id: string): void {
    const { faults, world } = this.rig;
    this.#going.push(...world.living.map((instance) => faults.remove(id, instance)));
  }
}

Deno.test("faults in any number, order and overlap leave nothing, by removal, end or lease", async () => {
  const shape = fc.record({
    steps: fc.array(STEP, { maxLength: 25 }),
    how: fc.constantFrom("endAll" as const, "lapse" as const, "remove" as const),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ steps, how }) => {
      const play = new Play();
      for (const step of steps) await play.step(step);
      await play.end(how);
      const { faults, world, timer } = play.rig;
      for (const seat of SEATS) assert.equal(faults.isSeatHeld(seat), false, "no seat is held");
      play.fillSeats();
      for (const [pid, process] of world.processes) {
        assert.deepEqual({ pid, ...process }, { pid, isStopped: false, limit: USUAL_LIMIT });
      }
      assert.deepEqual(await faults.list(), []);
      assert.equal(timer.pendingCount, 0, "no timer is left");
    }),
    { numRuns: 300 },
  );
});
