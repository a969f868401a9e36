import assert from "node:assert/strict";
import { createViewer, type ViewerOptions, type ViewerResult } from "./mod.ts";
import {
  type Behaviour,
  type SimulatedOca,
  SimulatedWorld,
  type WorldOptions,
} from "./simulated_fixture.ts";

/** An OCA that is good until its phases say otherwise. */
export function oca(id: string, ...phases: [fromMs: number, behaviour: Behaviour][]): SimulatedOca {
  return { id, phases: phases.map(([fromMs, behaviour]) => ({ fromMs, behaviour })) };
}

/** Watches a title to the end of the session. */
export function watch(
  ocas: readonly SimulatedOca[],
  options: Partial<ViewerOptions> & {
    readonly stopAtMs?: number;
    readonly title?: Omit<WorldOptions, "ocas">;
  } = {},
): { readonly world: SimulatedWorld; readonly result: ViewerResult } {
  const world = new SimulatedWorld({ ocas, ...options.title });
  const viewer = createViewer({
    ocas: world.ocas(),
    random: () => 0.5,
    requestedAtMs: 0,
    ...options,
  });
  return { world, result: world.run(viewer, options) };
}

/** Every segment of both tracks once and in its order. */
export function assertWhole(world: SimulatedWorld, segments = 12): void {
  for (const track of ["video", "audio"]) {
    const own = world.taken.filter((one) => one.startsWith(track));
    const expected = Array.from({ length: segments }, (_, index) => `${track} ${index}`);
    assert.deepEqual(own, expected);
  }
}
