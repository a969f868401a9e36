import { NetopsError } from "@netops/core";
import { compareLoads, type LoadComparison, type LoadSample, sampleOf } from "@netops/load/compare";
import { type CommandContext, homeOf } from "../command_context.ts";
import { LoadStore } from "../load/load_store.ts";
import type { ParsedCommand } from "../spec.ts";
import type { LOAD_COMPARE_OPTIONS } from "../tree/load_commands.ts";
import { loadCompareLines } from "../views/load_compare_lines.ts";

const EXIT_CODES: Readonly<Record<LoadComparison["verdict"], number>> = {
  ...{ same: 0, better: 0, worse: 5, unknown: 9 },
};

/** Compares two loads number by number; needs no platform. */
export function run(
  { args, options }: ParsedCommand<typeof LOAD_COMPARE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { print, globals } = context;
  const alpha = readAlpha(options.alpha);
  const before = findSample(args["before"], context);
  const after = findSample(args["after"], context);
  const comparison = compareLoads(before, after, { alpha });
  if (globals.json) print.document({ schema: "netops.load.comparison/v1", ...comparison });
  else for (const line of loadCompareLines(comparison, print)) print.line(line);
  return Promise.resolve(EXIT_CODES[comparison.verdict]);
}

function readAlpha(word: string | undefined): number {
  if (word === undefined) return 0.01;
  const alpha = /^0?\.\d+$/.test(word) ? Number(word) : NaN;
  if (alpha > 0 && alpha <= 0.5) return alpha;
  throw new NetopsError("USAGE", `Cannot use --alpha "${word}": it must be above 0, at most 0.5`, {
    fix: "--alpha 0.05, for one",
  });
}

function findSample(word: string | undefined, context: CommandContext): LoadSample {
  const home = homeOf(context);
  if (home === undefined) {
    throw new NetopsError("NOT_FOUND", "No load was run here yet", { fix: "netops load run" });
  }
  const { id, report } = new LoadStore(home).read(word);
  if (report !== undefined) return sampleOf(report);
  throw new NetopsError("NOT_FOUND", `The load ${id} has no report: it runs, or was killed`, {
    fix: "netops load list",
  });
}
