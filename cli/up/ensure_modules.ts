import { NetopsError } from "@netops/core";
import { cacheModules, denoCacheDir } from "@netops/core/host";
import { PLATFORM_ENTRIES, PLATFORM_ROOT } from "@netops/server";
import type { CommandContext } from "../command_context.ts";
import { APP_ENTRIES } from "../platform_apps.ts";

/**
 * Fetches what the platform's processes import, once for each state of `netops.lock`, so that starting
 * them never waits for a network. The mark that it was done lies in Deno's own cache and goes with it.
 *
 * @throws {NetopsError} UNREACHABLE when the packages cannot be fetched.
 */
export async function ensureModules(context: CommandContext): Promise<void> {
  const { env, host, print } = context;
  const dir = denoCacheDir(env);
  const mark = `${dir}/netops-${await lockHash()}`;
  if (exists(mark)) return;
  print.say("getting what the platform is made of (once)");
  const failure = await cacheModules({
    denoPath: host.denoPath,
    root: PLATFORM_ROOT,
    entries: [...PLATFORM_ENTRIES, ...APP_ENTRIES],
    env,
  });
  if (failure !== undefined) {
    throw new NetopsError("UNREACHABLE", `Cannot get the platform's packages: ${failure}`, {
      fix: "connect to the npm registry once, then netops up again",
    });
  }
  try {
    Deno.writeTextFileSync(mark, "");
  } catch {
    // A cache that cannot be written costs this look again next time, nothing else.
  }
}

async function lockHash(): Promise<string> {
  const lock = await Deno.readFile(`${PLATFORM_ROOT}netops.lock`);
  const digest = await crypto.subtle.digest("SHA-256", lock);
  return new Uint8Array(digest).toHex().slice(0, 16);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
