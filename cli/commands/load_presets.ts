import { formatDurationMs } from "@netops/core";
import { type Preset, PRESETS } from "@netops/load";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";

/** Lists the ready scenarios. */
export function run(
  _parsed: ParsedCommand<Record<never, never>>,
  { print, globals }: CommandContext,
): Promise<number> {
  if (globals.json) {
    print.document({ schema: "netops.load.presets/v1", presets: PRESETS.map(summaryOf) });
    return Promise.resolve(0);
  }
  for (const { name, says, rate, durationMs, thresholds } of PRESETS) {
    const shape = `up to ${rate}/s for ${formatDurationMs(durationMs)}`;
    print.line(`${print.paint("bold", name.padEnd(9))} ${says}`);
    print.line(`          ${shape}`);
    const limits = thresholds.map(({ metric, limit }) => `${metric} ${limit}`).join(", ");
    print.line(print.paint("dim", `          ${limits}`));
  }
  return Promise.resolve(0);
}

function summaryOf({ name, says, rate, durationMs, thresholds, plan, arrive }: Preset) {
  const arrivals = arrive(rate, durationMs);
  return { name, says, rate, durationMs, arrivals, scenario: plan.scenario, thresholds };
}
