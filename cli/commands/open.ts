import type { RunFile } from "@netops/core/contracts";
import { type CommandContext, requireRun } from "../command_context.ts";
import { openInBrowser } from "../open_in_browser.ts";
import { createOpsLink } from "../ops_link.ts";
import type { ParsedCommand } from "../spec.ts";
import { unknownApp } from "./wait.ts";

/** Prints the address of a page, and opens it where a browser can be. */
export async function run(
  parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { page = "ops" } = parsed.args;
  const { run: file, fleet } = requireRun(context);
  const fixed = fixedPages(file);
  let url = page === "ops" ? await createOpsLink(file, context.host) : fixed[page];
  if (url === undefined) {
    const { apps } = await fleet.status(context.stop.signal);
    const names = apps.map((app) => app.app);
    if (!names.includes(page)) throw unknownApp(page, [...Object.keys(fixed), ...names]);
    url = `${file.urls.gateway}/${page}/`;
  }
  if (context.globals.json) {
    context.print.document({ schema: "netops.open/v1", page, url });
    return 0;
  }
  context.print.line(url);
  await openInBrowser(url, context);
  return 0;
}

function fixedPages({ urls }: RunFile): Record<string, string> {
  const { gateway, registry, watch } = urls;
  const player = watch === undefined ? {} : { watch };
  return { ops: `${urls.ops}/ops`, gateway, registry, ...player };
}
