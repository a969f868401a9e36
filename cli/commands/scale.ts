import { MOST_REPLICAS, NetopsError } from "@netops/core";
import { changeApp } from "../change_app.ts";
import { checkScale } from "../check_service.ts";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";
import { unknownApp } from "./wait.ts";

/** Sets how many instances an application has, or shows it. */
export async function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { app = "", replicas } = parsed.args;
  const wanted = replicas === undefined ? undefined : parseReplicas(replicas);
  const { fleet } = requireRun(context);
  if (wanted === undefined) return await show(app, context);
  const apply = () => fleet.scale(app, wanted);
  const check = () => checkScale(app, fleet);
  const words = `scale ${app} to ${wanted}`;
  const { dryRun } = parsed.options;
  return await changeApp({ app, words, dryRun, check, apply }, context);
}

function parseReplicas(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= MOST_REPLICAS) return count;
  throw new NetopsError("USAGE", `Cannot take "${text}" as a number of replicas`, {
    fix: `give a whole number from 0 to ${MOST_REPLICAS}`,
  });
}

async function show(app: string, context: CommandContext): Promise<number> {
  const { fleet } = requireRun(context);
  const { apps } = await fleet.status(context.stop.signal);
  const found = apps.find((one) => one.app === app);
  if (found === undefined) throw unknownApp(app, apps.map((one) => one.app));
  const { desired, up, status } = found;
  if (context.globals.json) {
    context.print.document({ schema: "netops.scale/v1", app, desired, up, status });
  } else context.print.line(`${app}: ${up} up of ${desired} desired, ${status}`);
  return 0;
}
