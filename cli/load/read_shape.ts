import { NetopsError } from "@netops/core";
import { type Arrivals, type Preset, ramped } from "@netops/load";
import type { OptionValues } from "../spec.ts";
import type { LOAD_RUN_OPTIONS } from "../tree/load_commands.ts";

/** How a load arrives. */
export type Shape =
  | { readonly kind: "open"; readonly arrivals: Arrivals; readonly durationMs: number }
  | { readonly kind: "closed"; readonly vus: number; readonly durationMs: number };

const MOST_PER_S = 100_000;

/**
 * The shape of a preset as the options change it.
 *
 * @throws {NetopsError} USAGE when options do not go together or cannot be read.
 */
export function readShape(preset: Preset, options: OptionValues<typeof LOAD_RUN_OPTIONS>): Shape {
  const { rate: word, vus, ramp, maxVus } = options;
  const durationMs = options.for ?? preset.durationMs;
  if (vus !== undefined) {
    if (word !== undefined || ramp !== undefined || maxVus !== undefined) {
      throw new NetopsError("USAGE", "Cannot take --vus with --rate, --ramp or --max-vus", {
        fix: "--rate for starts per second (open model), or --vus for viewers at once (closed)",
      });
    }
    return { kind: "closed", vus, durationMs };
  }
  const rate = word === undefined ? preset.rate : readRate(word);
  if (ramp === undefined) {
    return { kind: "open", arrivals: preset.arrive(rate, durationMs), durationMs };
  }
  if (ramp > durationMs) {
    throw new NetopsError("USAGE", "Cannot ramp for longer than the load lasts", {
      fix: "a longer --for, or a shorter --ramp",
    });
  }
  return { kind: "open", arrivals: ramped(rate, durationMs, ramp), durationMs };
}

/** Reads starts per second, such as `20` or `0.5`. @throws {NetopsError} USAGE */
export function readRate(word: string): number {
  const rate = /^\d+(\.\d{1,3})?$/.test(word) ? Number(word) : NaN;
  if (rate > 0 && rate <= MOST_PER_S) return rate;
  throw new NetopsError("USAGE", `Cannot read --rate "${word}" as starts per second`, {
    fix: `--rate 20, for one; above 0, at most ${MOST_PER_S}, to the thousandth`,
  });
}
