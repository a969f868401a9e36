import type { CommandContext } from "../command_context.ts";
import { deployVerdictLines } from "../views/deploy_verdict_lines.ts";
import { deployDocument } from "./deploy_document.ts";
import { isOver } from "./execution_facts.ts";
import { type DeployAim, deployExitCode } from "./exit_code.ts";
import type { WatchEnd } from "./watch_deploy.ts";

/** Prints what a deploy came to, or how to see it, and answers the exit code. */
export function endDeploy(
  { view, isLeft }: WatchEnd,
  aim: DeployAim,
  context: CommandContext,
): number {
  const { globals, print, stop } = context;
  const document = deployDocument(view);
  if (globals.json) print.document(document);
  else if (globals.jsonl) print.jsonLine(document);
  else if (isLeft) {
    print.say(`the conductor carries it on; see it: netops deploy status ${view.id} --watch`);
  } else {
    const { isTerminal, size } = print.streams.out;
    const lines = deployVerdictLines(view, {
      ...{ paint: print.paint, plain: print.plain || !isTerminal },
      nowMs: context.host.clock.nowMs(),
      ...(isTerminal ? { columns: size().columns } : {}),
    });
    if (print.canRedraw("out") && !print.options.quiet) print.line();
    for (const line of lines) print.line(line);
  }
  const code = deployExitCode(view, aim);
  // Who ended it by a signal hears that of the signal, unless it came too late to take anything back.
  const cameTooLate = isOver(view) && view.verdict === "promoted";
  return stop.exitCode !== undefined && cameTooLate ? stop.settle(code) : code;
}
