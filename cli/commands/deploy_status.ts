import type { ExecutionView } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { deployDocument } from "../deploy/deploy_document.ts";
import { endDeploy } from "../deploy/end_deploy.ts";
import { isOver } from "../deploy/execution_facts.ts";
import { findExecution } from "../deploy/find_execution.ts";
import { watchDeploy } from "../deploy/watch_deploy.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_STATUS_OPTIONS } from "../tree/deploy_look_commands.ts";
import { deployFrame } from "../views/deploy_frame.ts";
import { deployVerdictLines, nextSteps } from "../views/deploy_verdict_lines.ts";

/** Shows how a deploy stands, once or until it is over. */
export async function run(
  { args: { deploy }, options }: ParsedCommand<typeof DEPLOY_STATUS_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const live = requireRun(context);
  const api = ConductorApi.of(context, live);
  const view = await findExecution(api, deploy);
  if (!options.watch) {
    await show(view, live, context);
    return 0;
  }
  const by = whoAsks(context.env);
  const end = await watchDeploy(view, { live, api, by, onStop: "leave" }, context);
  return endDeploy(end, "promote", context);
}

async function show(view: ExecutionView, live: LiveRun, context: CommandContext): Promise<void> {
  const { globals, host, print } = context;
  if (globals.json) return print.document(deployDocument(view));
  if (globals.jsonl) return void print.jsonLine(deployDocument(view));
  const { isTerminal, size } = print.streams.out;
  const options = {
    ...{ paint: print.paint, plain: print.plain || !isTerminal, nowMs: host.clock.nowMs() },
    ...(isTerminal ? { columns: size().columns } : {}),
  };
  const { instances } = await live.fleet.instances(context.stop.signal);
  const ofApp = instances.filter(({ app }) => app === view.app);
  for (const line of deployFrame({ view, instances: ofApp }, options)) print.line(line);
  print.line();
  const lines = isOver(view)
    ? deployVerdictLines(view, options)
    : nextSteps(view).map(([why, line]) => `${print.paint("dim", `${why}:`)} ${line}`);
  for (const line of lines) print.line(line);
}
