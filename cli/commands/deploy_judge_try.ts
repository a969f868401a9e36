import { NetopsError } from "@netops/core";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { tryLook } from "../deploy/judge_backtest.ts";
import { newestLooks } from "../deploy/judge_looks.ts";
import { tryLines } from "../deploy/judge_try_lines.ts";
import { readCanaryConfig } from "../deploy/read_canary.ts";
import { PlatformApi } from "../platform_api.ts";
import type { ParsedCommand } from "../spec.ts";
import type { JUDGE_TRY_OPTIONS } from "../tree/deploy_judge_commands.ts";

/** Says of the newest looks what another configuration would have made of them. */
export async function run(
  { options: { config: file, last, app } }: ParsedCommand<typeof JUDGE_TRY_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { cwd, globals, print } = context;
  if (file === undefined) {
    throw new NetopsError("USAGE", "Cannot try a configuration without --config", {
      fix: "netops deploy judge try --config new.json",
    });
  }
  const config = readCanaryConfig(file, { cwd });
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const stored = await newestLooks(api, { limit: last, ...(app === undefined ? {} : { app }) });
  const looks = stored.map((look) => tryLook(look, config));
  if (globals.json) print.document({ schema: "netops.judge.try/v1", looks });
  else if (looks.length === 0) {
    print.line(
      app === undefined ? "no release was judged here" : `no release of ${app} was judged here`,
    );
  } else {
    const { isTerminal, size } = print.streams.out;
    const lines = tryLines(looks, {
      ...{ paint: print.paint, plain: print.plain || !isTerminal },
      ...(isTerminal ? { columns: size().columns } : {}),
    });
    for (const line of lines) print.line(line);
  }
  return 0;
}
