/**
 * Appends 5,000 samples a step to a series store and commits, until it is killed.
 *
 * Run: `deno run telemetry_series_entry.ts FOLDER STEP_MS`. Prints a JSON line: the recovery first, then
 * `{begin}` before and `{done}` after each step.
 */
import { createHost } from "@netops/core/host";
import { createDenoSeriesFiles, openSeriesStore } from "../../server/telemetry/series/mod.ts";
import { labelsOf, SERIES, valueOf } from "./telemetry_series_steps.ts";

const { clock } = createHost();
const [folder = "", stepMs = "100"] = Deno.args;
const files = createDenoSeriesFiles(folder);
// Cycles of a second, so that kills meet blocks that are being written, too.
const limits = { cycleMs: 1_000 };
const compileRegex = (text: string) => (value: string) => value === text;
const store = openSeriesStore({ clock, files, limits, compileRegex });
const refs = Array.from({ length: SERIES }, (_, index) => {
  const ref = store.refOf(labelsOf(index));
  if (typeof ref === "string") throw new Error(ref);
  return ref;
});
const say = (line: unknown) => console.log(JSON.stringify(line));
say({ recovery: store.recovery });

let step = lastStep();
for (;;) {
  step++;
  say({ begin: step });
  const timestampMs = clock.nowMs();
  refs.forEach((ref, index) => store.append(ref, timestampMs, valueOf(index, step)));
  store.commit();
  say({ done: step });
  await new Promise((resolve) => setTimeout(resolve, Number(stepMs)));
}

function lastStep(): number {
  const matcher = { name: "index", type: "=", value: "1" } as const;
  for (const { samples } of store.select([matcher], { fromMs: 0, toMs: Infinity })) {
    return Math.round(((samples.values[samples.length - 1] ?? 0) - 1) / SERIES);
  }
  return 0;
}
