import { ChaosPlatform } from "../harness/chaos_platform.ts";
import { BOUNDARIES, torture, type Victim } from "../self_chaos/fault_torture.ts";
import {
  INSIDE_WAVE,
  INSTANCE_WAVE,
  LITE,
  MACHINE_WAVE,
  MANY_HELLOS,
  OUTSIDE_WAVE,
  PLACE_WAVE,
  REQUEST_WAVE,
  type Wave,
} from "../self_chaos/fault_waves.ts";

const OUTSIDE = [REQUEST_WAVE, MACHINE_WAVE, INSTANCE_WAVE, PLACE_WAVE];

/** Every boundary, on one platform while it lives. */
async function everyBoundary(
  chaos: ChaosPlatform,
  { waves, victim }: {
    readonly waves: readonly Wave[];
    readonly victim: Victim;
  },
): Promise<void> {
  for (const [turn, boundary] of BOUNDARIES.entries()) {
    for (const wave of waves) {
      if ((await chaos.rows()).length === 0) await chaos.up();
      await torture(chaos, { wave, victim, boundary, seed: `soak-${turn}` });
    }
  }
}

for (const victim of ["guardian", "link", "command line"] as const) {
  Deno.test(`faults on services: the ${victim} dies at every boundary of every kind`, async () => {
    await using chaos = await ChaosPlatform.up(MANY_HELLOS);
    await everyBoundary(chaos, { waves: OUTSIDE, victim });
  });
}

for (const victim of ["fleet", "fleet and guardian"] as const) {
  Deno.test(`faults on services: ${victim} die at every boundary of every kind`, async () => {
    await using chaos = await ChaosPlatform.up(MANY_HELLOS);
    const waves = [REQUEST_WAVE, OUTSIDE_WAVE];
    await everyBoundary(chaos, { waves, victim });
  });
}

for (const victim of ["guardian", "fleet", "fleet and guardian"] as const) {
  Deno.test(`faults inside processes: ${victim} dies at every boundary of every kind`, async () => {
    await using chaos = await ChaosPlatform.up(LITE);
    await everyBoundary(chaos, { waves: [INSIDE_WAVE], victim });
  });
}
