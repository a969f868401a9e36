import { findFaultKind } from "@netops/chaos/faults";
import { NetopsError } from "@netops/core";
import { ChaosApi } from "../chaos/chaos_api.ts";
import { readParameters } from "../chaos/read_parameters.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { INJECT_OPTIONS } from "../tree/chaos_commands.ts";
import { faultLines } from "../views/chaos_lines.ts";
import { unknownKind } from "./chaos_show.ts";

/** Injects a fault, or says whom it would hit. */
export async function run(
  { args, options }: ParsedCommand<typeof INJECT_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { kind = "" } = args;
  if (findFaultKind(kind) === undefined) throw unknownKind(kind);
  const { target, count, percent, seed } = options;
  if (target === undefined) {
    throw new NetopsError("USAGE", "Cannot inject a fault without --target", {
      fix: `netops chaos inject ${kind} --target APP`,
    });
  }
  if (count !== undefined && percent !== undefined) {
    throw new NetopsError("USAGE", "Cannot take both --count and --percent");
  }
  const document = await ChaosApi.of(context).inject({
    ...{ kind, target, parameters: readParameters(options.set ?? [], kind) },
    ...{ durationMs: options.for, ignoreSlo: options.ignoreSlo, dryRun: options.dryRun },
    ...(count === undefined ? {} : { count }),
    ...(percent === undefined ? {} : { percent }),
    ...(seed === undefined ? {} : { seed }),
  });
  const { print, host, globals } = context;
  if (globals.json) print.document(document);
  else {
    const view = { nowMs: host.clock.nowMs(), paint: print.paint, durationMs: options.for };
    for (const line of faultLines(document, view)) print.line(line);
    if (!options.dryRun) print.say(`end it now: netops chaos stop ${document.id}`);
  }
  return 0;
}
