import { changeApp } from "../change_app.ts";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";
import { unknownApp } from "./wait.ts";

/** Replaces all instances of an application, or one instance. */
export async function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { target = "" } = parsed.args;
  const { fleet } = requireRun(context);
  const [{ apps }, { instances }] = await Promise.all([
    fleet.status(context.stop.signal),
    fleet.instances(context.stop.signal),
  ]);
  const isApp = apps.some((app) => app.app === target);
  const instance = instances.find((one) => one.id === target);
  if (!isApp && instance === undefined) {
    throw unknownApp(target, [...apps.map((app) => app.app), ...instances.map((one) => one.id)]);
  }
  const app = isApp ? target : instance?.app ?? target;
  const desired = apps.find((one) => one.app === app)?.desired ?? 0;
  const apply = isApp
    ? () => fleet.changeApp(app, "restart")
    : () =>
      fleet.restartInstance(target).then(() => ({ app, desired, reason: `${target} is replaced` }));
  const words = `replace ${isApp ? `all instances of ${app}` : target}`;
  return await changeApp({ app, words, dryRun: parsed.options.dryRun, apply }, context);
}
