import { replay } from "@netops/pipelines";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { findLooks, readLooksOf } from "../deploy/judge_looks.ts";
import { type ReplayedLook, replayLines } from "../deploy/judge_replay_lines.ts";
import { PlatformApi } from "../platform_api.ts";
import { harmless } from "../print/text_width.ts";
import type { ParsedCommand } from "../spec.ts";

/** Judges stored looks again: exit 0 when all are the same to the last byte, 1 when one is not. */
export async function run(
  { args: { deploy = "" } }: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  const of = readLooksOf(deploy);
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const { execution, looks: stored, skipped } = await findLooks(api, of);
  const looks = stored.map((one) => ({ stored: one, replay: replay(one) }));
  if (globals.json) print.document(replayDocument(looks, skipped));
  else if (!globals.quiet) {
    const plain = print.plain || !print.streams.out.isTerminal;
    for (const number of skipped) {
      print.line(`${harmless(execution)} look ${number}: skipped by hand, nothing was judged`);
    }
    for (const line of replayLines(looks, { paint: print.paint, plain })) print.line(line);
  }
  return looks.every(({ replay: { isSame } }) => isSame) ? 0 : 1;
}

/** `deploy judge replay --json`. */
export function replayDocument(looks: readonly ReplayedLook[], skipped: readonly number[] = []) {
  return {
    schema: "netops.judge.replay/v1",
    same: looks.every(({ replay: { isSame } }) => isSame),
    /** Numbers of the looks that somebody skipped by hand. */
    skipped,
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
