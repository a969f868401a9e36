import { GALLERY } from "@netops/chaos/gallery";
import type { CommandContext } from "../command_context.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";

/** Lists experiments that are ready to run; needs no platform. */
export function run(
  _parsed: ParsedCommand<Record<never, never>>,
  { print, globals }: CommandContext,
): Promise<number> {
  if (globals.json) {
    print.document({ schema: "netops.gallery/v1", experiments: GALLERY });
    return Promise.resolve(0);
  }
  const columns = [{ title: "EXPERIMENT" }, { title: "ON" }, { title: "WHAT HAPPENS" }];
  const rows = GALLERY.map(({ name, on, summary }) => [
    name,
    on === "service" ? "any service" : "the streaming platform",
    summary,
  ]);
  for (const line of formatTable(columns, rows, { paint: print.paint })) print.line(line);
  print.say("run one: netops chaos run NAME, on a service of yours with --var app=NAME");
  return Promise.resolve(0);
}
