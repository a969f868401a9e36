import { NetopsError } from "@netops/core";
import type { RunFile } from "@netops/core/contracts";

/** The files of a state folder. */
export interface HomePaths {
  readonly home: string;
  readonly run: string;
  readonly lock: string;
  readonly journal: string;
  readonly database: string;
  readonly lastBoot: string;
  readonly logs: string;
  readonly artifacts: string;
  readonly data: string;
}

/** Where everything stands below a home. */
export function homePaths(home: string): HomePaths {
  return {
    home,
    run: `${home}/run.json`,
    lock: `${home}/lock`,
    journal: `${home}/groups.jsonl`,
    database: `${home}/fleet.db`,
    lastBoot: `${home}/last_boot.json`,
    logs: `${home}/logs`,
    artifacts: `${home}/artifacts`,
    data: `${home}/data`,
  };
}

/** An open home; closing it frees its lock. */
export interface OpenHome {
  readonly paths: HomePaths;
  close(): void;
}

/**
 * Makes the folders of a home and takes its lock, which the kernel frees when this process dies.
 *
 * @throws {NetopsError} ALREADY_RUNNING, DISK_FULL, HOME_NOT_WRITABLE
 */
export function openHome(home: string): OpenHome {
  const paths = homePaths(home);
  try {
    for (const dir of [home, paths.logs, paths.artifacts, paths.data]) {
      Deno.mkdirSync(dir, { recursive: true, mode: 0o700 });
    }
    writeOnce(`${home}/.gitignore`, "*\n");
    const lock = takeLock(paths);
    return { paths, close: () => lock?.close() };
  } catch (thrown) {
    throw homeError(home, thrown);
  }
}

/**
 * Takes the lock of a home; undefined when the home does not exist.
 *
 * @throws {NetopsError} ALREADY_RUNNING when another process holds it.
 */
export function takeLock(paths: HomePaths): { close(): void } | undefined {
  let lock: Deno.FsFile;
  try {
    lock = Deno.openSync(paths.lock, { create: true, write: true, mode: 0o600 });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  if (lock.tryLockSync(true)) return lock;
  lock.close();
  const message = `A platform is already running in ${paths.home}`;
  throw new NetopsError("ALREADY_RUNNING", message, { fix: "netops down" });
}

/** Writes the run file for the owner's eyes only, whole or not at all. */
export function writeRunFile(path: string, run: RunFile): void {
  const draft = `${path}.${run.pid}.tmp`;
  try {
    Deno.writeTextFileSync(draft, JSON.stringify(run, null, 2), { mode: 0o600 });
    Deno.renameSync(draft, path);
  } catch (thrown) {
    removeIfThere(draft);
    throw homeError(path, thrown);
  }
}

/** Removes a file; one that is not there is fine. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function writeOnce(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/** Says what is wrong with a home in the words of the error table. */
export function homeError(path: string, thrown: unknown): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (/os error 28|disk is full|No space left/i.test(cause.message)) {
    return new NetopsError("DISK_FULL", `Cannot write below ${path} as the disk is full`, {
      fix: "free some space, or set NETOPS_HOME to a folder on another disk",
      cause,
    });
  }
  return new NetopsError("HOME_NOT_WRITABLE", `Cannot write below ${path}: ${cause.message}`, {
    fix: "set NETOPS_HOME to a folder that you may write",
    cause,
  });
}
