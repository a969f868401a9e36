import type { FaultWorld } from "./fault_world.ts";

/**
 * Stops and continues process groups for several holders at once.
 *
 * A group runs when nobody holds it: the end of one fault never wakes what another one stops.
 */
export class RunState {
  readonly #world: FaultWorld;
  readonly #holders = new Map<string, Set<object>>();

  /** Makes one for all instances of a platform. */
  constructor(world: FaultWorld) {
    this.#world = world;
  }

  /** Stops the group of an instance for `holder`; false when it is gone or being stopped. */
  hold(instance: string, holder: object): boolean {
    const found = this.#world.find(instance);
    if (found === undefined || found.isStopping) return false;
    if (!this.#world.signal(instance, "SIGSTOP")) return false;
    const holders = this.#holders.get(instance) ?? new Set();
    holders.add(holder);
    this.#holders.set(instance, holders);
    return true;
  }

  /** Lets the group go on when `holder` was the last that held it. */
  release(instance: string, holder: object): void {
    const holders = this.#holders.get(instance);
    holders?.delete(holder);
    if (holders !== undefined && holders.size > 0) return;
    this.#holders.delete(instance);
    this.#world.signal(instance, "SIGCONT");
  }

  /** Whether any process of the group is stopped although nobody holds it. */
  isStuck(instance: string): boolean {
    if (this.#holders.has(instance)) return false;
    const found = this.#world.find(instance);
    if (found === undefined) return false;
    return this.#world.membersOf(found.pid).some((pid) => this.#world.isStopped(pid) === true);
  }
}
