import type { InFlight } from "./in_flight.ts";

/** Counts one request at the server group that it goes to, from the choice of the group until its end. */
export class GroupHold {
  readonly #load: InFlight;
  #group: string | undefined;
  #leave: (() => void) | undefined;
  #isOver = false;

  /** Counts nowhere yet. */
  constructor(load: InFlight) {
    this.#load = load;
  }

  /** The group that it counts at. */
  get group(): string | undefined {
    return this.#group;
  }

  /** Counts it at this group instead; where none could be chosen it stays where it was. */
  move(group: string | undefined): void {
    if (group === undefined || group === this.#group || this.#isOver) return;
    const leave = this.#leave;
    // The next one first: there is no moment at which it counts nowhere.
    this.#leave = this.#load.begin(group);
    this.#group = group;
    leave?.();
  }

  /** Ends it, once. */
  end(): void {
    this.#isOver = true;
    this.#leave?.();
    this.#leave = undefined;
  }
}
