import { MONKEY_KINDS, type MonkeyKind } from "@netops/chaos/monkeys";
import { turnOffMonkeys } from "../chaos/turn_off_monkeys.ts";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { MONKEY_KIND_OPTIONS } from "../tree/monkey_commands.ts";
import { monkeyName } from "../views/monkey_lines.ts";

/** Turns monkeys off, and ends what they do, also what one left that died. */
export async function run(
  { options }: ParsedCommand<typeof MONKEY_KIND_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const kinds = options.kind === undefined ? MONKEY_KINDS : [options.kind as MonkeyKind];
  const { off, ended } = await turnOffMonkeys(kinds, requireRun(context), context);
  const { print, globals } = context;
  if (globals.json) {
    print.document({ schema: "netops.monkey.off/v1", off, ended });
    return 0;
  }
  if (off.length === 0) print.line("no monkey was on");
  for (const kind of off) print.line(`the ${monkeyName(kind)} is off`);
  if (ended.length > 0) print.line(`ended ${ended.join(", ")}`);
  return 0;
}
