import type { Rng } from "@netops/core";
import type { ServerGroupView } from "@netops/core/contracts";
import type { ProbeCounts, ReleaseProbe } from "../ports/release_probe.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

/** Sends probes into a simulated world, and checks its groups. */
export class SimulatedProbe implements ReleaseProbe {
  readonly #world: SimulatedWorld;
  readonly #rng: Rng;

  /** Probes a world. */
  constructor(world: SimulatedWorld, rng: Rng) {
    this.#world = world;
    this.#rng = rng.fork("checks");
  }

  /** Begins to send, or goes on. */
  start(_app: string, { perSecond }: { readonly perSecond: number }): void {
    this.#world.probes ??= { perSecond, sent: 0, lost: 0 };
  }

  /** Ends them. */
  stop(): Promise<ProbeCounts> {
    const counts = this.counts();
    this.#world.probes = undefined;
    return Promise.resolve(counts);
  }

  /** So far. */
  counts(): ProbeCounts {
    const { sent = 0, lost = 0 } = this.#world.probes ?? {};
    return { sent, lost };
  }

  /** The answers of a group at this time; asked again at the same time they are the same. */
  check(group: ServerGroupView): Promise<{ readonly asked: number; readonly wrong: number }> {
    const simulated = this.#world.groups.get(group.name);
    const rng = this.#rng.fork(`${group.name} ${this.#world.nowMs}`);
    const asked = simulated?.upAt(this.#world.nowMs) ?? 0;
    const { wrongRatio = 0 } = simulated?.model ?? {};
    const wrong = Array.from({ length: asked }, () => rng.next() < wrongRatio).filter(Boolean);
    return Promise.resolve({ asked, wrong: wrong.length });
  }
}
