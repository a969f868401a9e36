import { NetopsError } from "@netops/core";
import { judge } from "@netops/pipelines";
import type { CommandContext } from "../command_context.ts";
import { readCanary } from "../deploy/read_canary.ts";
import type { ParsedCommand } from "../spec.ts";
import type { JUDGE_OPTIONS } from "../tree/deploy_judge_commands.ts";
import { judgementLines } from "../views/judgement_lines.ts";

/** Judges a canary from two files: exit 0 pass, 5 fail, 9 marginal or inconclusive. Needs no platform. */
export function run(
  { options }: ParsedCommand<typeof JUDGE_OPTIONS>,
  { cwd, globals, host, print }: CommandContext,
): Promise<number> {
  const { config: configFile, data: dataFile, mode, seed, step: stepMs } = options;
  if (configFile === undefined || dataFile === undefined) {
    const missing = configFile === undefined ? "--config" : "--data";
    throw new NetopsError("USAGE", `Cannot judge without ${missing}`, {
      fix: "netops deploy judge --config c.json --data d.json",
    });
  }
  if (stepMs === 0) throw new NetopsError("USAGE", "Cannot judge points that are 0 ms apart");
  const { config, data, warnings } = readCanary({ config: configFile, data: dataFile, cwd, mode });
  const over = stepMs === undefined ? {} : { stepMs };
  const judged = judge(config, data, { mode, rng: host.createRng(seed), over });
  for (const warning of warnings) print.say(`${print.paintTalk("yellow", "warning:")} ${warning}`);
  if (globals.json) print.document({ schema: "netops.judge/v1", ...judged, seed, warnings });
  else if (!globals.quiet) {
    const plain = print.plain || !print.streams.out.isTerminal;
    for (const line of judgementLines(judged, { paint: print.paint, plain })) print.line(line);
  }
  return Promise.resolve(EXIT_CODES[judged.verdict]);
}

const EXIT_CODES = { pass: 0, marginal: 9, inconclusive: 9, fail: 5 } as const;
