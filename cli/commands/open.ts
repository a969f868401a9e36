import { formatOpsTicket, OPS_TICKET_LIFE_MS, type RunFile } from "@netops/core/contracts";
import { type CommandContext, requireRun } from "../command_context.ts";
import { openInBrowser } from "../open_in_browser.ts";
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
  let url = page === "ops" ? await opsLink(file, context) : fixed[page];
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

/** A link that lets the browser that uses it first act on the page; it lives for a minute. */
async function opsLink(file: RunFile, { host }: CommandContext): Promise<string> {
  const expiresAtMs = host.clock.nowMs() + OPS_TICKET_LIFE_MS;
  const ticket = await formatOpsTicket(file.token, { expiresAtMs, nonce: host.randomHex(16) });
  return `${file.urls.ops}/ops/enter?t=${ticket}`;
}

function fixedPages({ urls }: RunFile): Record<string, string> {
  return { ops: `${urls.ops}/ops`, gateway: urls.gateway, registry: urls.registry };
}
