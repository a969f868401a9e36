import { NetopsError } from "@netops/core";
import type { CommandContext } from "./command_context.ts";

/** Opens an address in the user's browser; without a screen it does nothing, as the address is printed. */
export async function openInBrowser(url: string, context: CommandContext): Promise<void> {
  const { env, host, print } = context;
  const isMac = host.os === "darwin";
  const hasScreen = isMac || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.BROWSER);
  if (!hasScreen || env.CI === "true" || !print.streams.err.isTerminal) return;
  const program = env.BROWSER || (isMac ? "open" : "xdg-open");
  try {
    const group = await host.spawner.spawn({
      command: [program, url],
      dir: context.cwd,
      env,
      pipeStdin: false,
    });
    for await (const line of group.lines) print.detail(line.text);
  } catch (error) {
    if (!(error instanceof NetopsError)) throw error;
    print.say(`cannot open a browser: ${error.message}`);
  }
}
