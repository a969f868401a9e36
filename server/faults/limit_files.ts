import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import type { FileLimits } from "./file_limits.ts";
import { goneBefore } from "./pause.ts";

/** Lowers how many files the processes of an instance may open, as when they leaked them all. */
export class LimitFiles implements ProcessHold {
  readonly keeps = "lease";
  hits = 0;
  readonly #instance: string;
  readonly #files: number;
  readonly #world: FaultWorld;
  readonly #limits: FileLimits;

  /** Lowers nothing yet. */
  constructor(
    instance: string,
    files: number,
    options: { readonly world: FaultWorld; readonly limits: FileLimits },
  ) {
    this.#instance = instance;
    this.#files = files;
    this.#world = options.world;
    this.#limits = options.limits;
  }

  async begin(): Promise<void> {
    if (this.#world.find(this.#instance) === undefined) throw goneBefore(this.#instance, "limit");
    await this.#limits.lower(this.#instance, this.#files, this);
    this.hits++;
  }

  async end(): Promise<void> {
    await this.#limits.release(this.#instance, this);
  }

  async isFelt(): Promise<boolean> {
    return await this.#limits.isLowered(this.#instance);
  }

  async isLeft(): Promise<boolean> {
    return await this.#limits.isLeft(this.#instance);
  }
}
