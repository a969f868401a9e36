import { FAULT_KINDS, findFaultKind, viewFaultKind } from "@netops/chaos/faults";
import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import { kindLines } from "../views/chaos_lines.ts";

/** Shows one kind of fault; needs no platform. */
export function run(
  { args }: ParsedCommand<Record<never, never>>,
  { print, globals }: CommandContext,
): Promise<number> {
  const { kind = "" } = args;
  const found = findFaultKind(kind);
  if (found === undefined) throw unknownKind(kind);
  const view = viewFaultKind(found);
  if (globals.json) print.document({ schema: "netops.fault-kind/v1", ...view });
  else for (const line of kindLines(view)) print.line(line);
  return Promise.resolve(0);
}

/** There is no such kind of fault. */
export function unknownKind(typed: string): NetopsError {
  const near = suggest(typed, FAULT_KINDS.map(({ kind }) => kind));
  return new NetopsError("USAGE", `There is no fault "${typed}"`, {
    fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops chaos list",
  });
}
