import { NetopsError } from "@netops/core";
import { markHome } from "./home_marker.ts";
import { join } from "./paths.ts";

/**
 * Makes the folders of a home, for its owner only and out of sight of git, and marks it as ours.
 *
 * What stands there already stays as it is.
 *
 * @throws {NetopsError} HOME_NOT_WRITABLE or DISK_FULL.
 */
export function prepareHome(home: string): void {
  try {
    Deno.mkdirSync(home, { recursive: true, mode: 0o700 });
    markHome(home);
    Deno.mkdirSync(join(home, "logs"), { recursive: true, mode: 0o700 });
    writeIfAbsent(join(home, ".gitignore"), "*\n");
    const probe = join(home, `.probe-${Deno.pid}`);
    Deno.writeTextFileSync(probe, "x".repeat(4_096));
    Deno.removeSync(probe);
  } catch (cause) {
    throw cause instanceof NetopsError ? cause : homeError(home, cause);
  }
}

function writeIfAbsent(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text, { createNew: true });
  } catch (error) {
    // The user's own file says what git shall see.
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

function homeError(home: string, cause: unknown): NetopsError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/ENOSPC|EDQUOT|os error (28|122)/.test(reason)) {
    return new NetopsError("DISK_FULL", `Cannot write ${home} as the disk is full`, {
      fix: "free some space, or use another disk: netops up --home DIR",
      cause,
    });
  }
  return new NetopsError(
    "HOME_NOT_WRITABLE",
    `Cannot write the state folder ${home}: ${plain(reason)}`,
    {
      fix: "netops up --home DIR, with a folder that you may write",
      cause,
    },
  );
}

/** The reason without the call that failed: "Permission denied". */
function plain(reason: string): string {
  return /^([A-Z][a-z][^:(]*) \(os error \d+\)/.exec(reason)?.[1]?.toLowerCase() ?? reason;
}
