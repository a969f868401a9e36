import { formatDiagnostic, lintText } from "@netops/chaos/experiment";
import { findExperiment } from "../chaos/find_experiment.ts";
import { LINT_WORLD } from "../chaos/refuse_mistakes.ts";
import type { CommandContext } from "../command_context.ts";
import { harmless } from "../print/text_width.ts";
import type { ParsedCommand } from "../spec.ts";

/** Looks an experiment over; exit 2 when there is a mistake in it. Needs no platform. */
export function run(
  { args }: ParsedCommand<Record<never, never>>,
  { cwd, print, globals }: CommandContext,
): Promise<number> {
  const { file, text } = findExperiment(args.experiment ?? "", cwd);
  const findings = lintText(text, file, LINT_WORLD);
  const isGood = findings.every(({ severity }) => severity !== "error");
  if (globals.json) print.document({ schema: "netops.lint/v1", ok: isGood, findings });
  else if (findings.length === 0) print.line(`${print.paint("green", "✓")} ${file} is fine`);
  else for (const finding of findings) print.line(harmless(formatDiagnostic(finding)));
  return Promise.resolve(isGood ? 0 : 2);
}
