import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { jobOf, TitleApi } from "../title_api.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";

/** Removes a title, or cancels the making of one. */
export async function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { id = "" } = parsed.args;
  const { dryRun } = parsed.options;
  const { globals, print } = context;
  const api = new TitleApi(context);
  try {
    const job = jobOf(await api.jobs(), id);
    const known = job !== undefined || (await api.titles()).some((one) => one.titleId === id);
    if (!known) {
      throw new NetopsError("NOT_FOUND", `Cannot find a title "${id}"`, {
        fix: "netops title list",
      });
    }
    const verb = job === undefined ? "remove" : "cancel";
    if (!dryRun && job === undefined) await api.remove(id);
    if (!dryRun && job !== undefined) await api.cancel(job.id);
    if (globals.json) print.document({ schema: "netops.title.remove/v1", id, verb, dryRun });
    else print.line(`${dryRun ? `would ${verb}` : PAST[verb]} ${id}`);
    return 0;
  } finally {
    api.close();
  }
}

const PAST = { remove: "removed", cancel: "cancelled" } as const;
