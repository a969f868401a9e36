import type { OptionValues } from "../spec.ts";
import type { LOAD_RUN_OPTIONS } from "../tree/load_commands.ts";

/**
 * The words of the options that make a load what it is, besides its shape, seed, engine and companions, so that a report can
 * say how to run it again. The values of `--env` may be secrets: they stay out.
 */
export function askedWords(
  options: OptionValues<typeof LOAD_RUN_OPTIONS>,
  { hasOwnShape = false }: { readonly hasOwnShape?: boolean } = {},
): readonly string[] {
  const { watch, withAfter, thresholds = [], env = [] } = options;
  return [
    ...(hasOwnShape ? shapeWords(options) : []),
    ...(watch === undefined ? [] : ["--watch", timeWord(watch)]),
    ...(withAfter === undefined ? [] : ["--with-after", timeWord(withAfter)]),
    ...thresholds.flatMap((word) => ["--thresholds", word]),
    ...env.flatMap((word) => ["--env", `${word.slice(0, word.indexOf("="))}=…`]),
  ];
}

/** Of a preset with a shape of its own no report can tell what was asked for. */
function shapeWords(options: OptionValues<typeof LOAD_RUN_OPTIONS>): readonly string[] {
  const { rate, maxVus } = options;
  return [
    ...(rate === undefined ? [] : ["--rate", rate]),
    ...(options.for === undefined ? [] : ["--for", timeWord(options.for)]),
    ...(maxVus === undefined ? [] : ["--max-vus", String(maxVus)]),
  ];
}

function timeWord(durationMs: number): string {
  return durationMs % 1_000 === 0 ? `${durationMs / 1_000}s` : `${durationMs}ms`;
}
