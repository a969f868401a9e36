import { ChaosPlatform } from "../harness/chaos_platform.ts";
import { type Boundary, torture, type Victim } from "./fault_torture.ts";
import {
  INSIDE_WAVE,
  LITE,
  MANY_HELLOS,
  OUTSIDE_WAVE,
  PLACE_WAVE,
  REQUEST_WAVE,
  type Wave,
} from "./fault_waves.ts";

/** Each kind of fault is in one of these; all boundaries are in the soak. */
const OUTSIDE: readonly (readonly [Wave, Victim, Boundary])[] = [
  [REQUEST_WAVE, "guardian", "at work"],
  [OUTSIDE_WAVE, "guardian", "undoing"],
  [REQUEST_WAVE, "link", "during the injection"],
  [PLACE_WAVE, "command line", "at work"],
  [OUTSIDE_WAVE, "fleet and guardian", "before the last note"],
];
const INSIDE: readonly (readonly [Wave, Victim, Boundary])[] = [
  [INSIDE_WAVE, "guardian", "after the note"],
  [INSIDE_WAVE, "fleet", "at work"],
];

Deno.test("whoever dies beside services of the user's own, no fault outlives it", async () => {
  await using chaos = await ChaosPlatform.up(MANY_HELLOS);
  for (const [wave, victim, boundary] of OUTSIDE) {
    await torture(chaos, { wave, victim, boundary, seed: "ci" });
  }
});

Deno.test("whoever dies in a streaming platform, no fault inside its processes outlives it", async () => {
  await using chaos = await ChaosPlatform.up(LITE);
  for (const [wave, victim, boundary] of INSIDE) {
    await torture(chaos, { wave, victim, boundary, seed: "ci" });
  }
});
