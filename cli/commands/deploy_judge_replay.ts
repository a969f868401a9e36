import { replay } from "@netops/pipelines";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { findLooks, readLooksOf } from "../deploy/judge_looks.ts";
import { type ReplayedLook, replayLines } from "../deploy/judge_replay_lines.ts";
import { PlatformApi } from "../platform_api.ts";
import type { ParsedCommand } from "../spec.ts";

/** Judges stored looks again: exit 0 when all are the same to the last byte, 1 when one is not. */
export async function run(
  { args: { deploy = "" } }: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  const of = readLooksOf(deploy);
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const looks = (await findLooks(api, of)).map((stored) => ({ stored, replay: replay(stored) }));
  if (globals.json) print.document(replayDocument(looks));
  else if (!globals.quiet) {
    const plain = print.plain || !print.streams.out.isTerminal;
    for (const line of replayLines(looks, { paint: print.paint, plain })) print.line(line);
  }
  return looks.every(({ replay: { isSame } }) => isSame) ? 0 : 1;
}

/** `deploy judge replay --json`. */
export function replayDocument(looks: readonly ReplayedLook[]) {
  return {
    schema: "netops.judge.replay/v1",
    same: looks.every(({ replay: { isSame } }) => isSame),
    looks: looks.map(({ stored, replay: { isSame, differences, look } }) => {
      const { execution, app, mode, seed, look: then } = stored;
      const told = ({ verdict, score, rule }: typeof then) => ({ verdict, score, rule });
      return {
        ...{ execution, app, look: then.look, mode, seed, same: isSame },
        ...{ then: told(then), now: told(look), differences },
      };
    }),
  };
}
