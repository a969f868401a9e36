import { NetopsError } from "@netops/core";

/** What went wrong while something was written to the store, as an error of the table. */
export function storageError(thrown: unknown, path: string): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  const code = errorCode(thrown);
  const details = { path };
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new NetopsError("DISK_FULL", `Cannot write to ${path} as no space is left`, {
      fix: "free some space, or set NETOPS_HOME to a folder on another disk",
      cause: thrown,
      details,
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new NetopsError("HOME_NOT_WRITABLE", `Cannot write to ${path} as it is read-only`, {
      fix: "set NETOPS_HOME to a folder that can be written",
      cause: thrown,
      details,
    });
  }
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new NetopsError("BUG", `Cannot write to ${path}: ${why}`, { cause: thrown, details });
}

/** The system's name of an error, such as ENOSPC. */
export function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = (thrown as { code?: unknown }).code;
  return typeof code === "string" ? code : undefined;
}
