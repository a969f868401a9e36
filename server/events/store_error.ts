import { NetopsError } from "@netops/core";

// Primary result codes of SQLite. Source: https://sqlite.org/rescode.html
const SQLITE = { BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, FULL: 13, CANTOPEN: 14 } as const;

/** Tells what SQLite threw in words of the error table: DISK_FULL, CONFLICT, HOME_NOT_WRITABLE or BUG. */
export function storeError(thrown: unknown): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  switch (resultCode(thrown)) {
    case SQLITE.BUSY:
    case SQLITE.LOCKED:
      return new NetopsError("CONFLICT", "Cannot open the log as another process owns its file", {
        cause: thrown,
      });
    case SQLITE.FULL:
    case SQLITE.IOERR:
    case SQLITE.READONLY:
      return new NetopsError("DISK_FULL", "Cannot append as the disk is full or failing", {
        cause: thrown,
        fix: "free some space; reads go on meanwhile",
      });
    case SQLITE.CANTOPEN:
      return new NetopsError("HOME_NOT_WRITABLE", "Cannot open the log as its folder refuses", {
        cause: thrown,
      });
    default:
      return new NetopsError("BUG", `Cannot use the log as ${String(thrown)}`, { cause: thrown });
  }
}

function resultCode(thrown: unknown): number {
  const { errcode, message } = thrown as { errcode?: number; message?: string };
  // Deno leaves the code out when `exec` fails, so the one that opening can meet is read from its text.
  if (errcode === undefined && message === "database is locked") return SQLITE.BUSY;
  return Number(errcode ?? 0) & 0xff;
}
