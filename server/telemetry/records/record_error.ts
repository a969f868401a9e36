import { NetopsError } from "@netops/core";

// Primary result codes of SQLite. Source: https://sqlite.org/rescode.html
const CODES = new Map(
  [
    [5, "busy"],
    [6, "busy"],
    [8, "full"],
    [10, "full"],
    [11, "corrupt"],
    [13, "full"],
    [14, "folder"],
    [26, "foreign"],
  ] as const,
);

const TEXTS = [
  [/database is locked/, "busy"],
  [/malformed|corrupt/, "corrupt"],
  [/not a database/, "foreign"],
  [/disk I\/O error|is full|readonly/, "full"],
  [/unable to open/, "folder"],
] as const;

/** What went wrong with the file, as far as it matters here. */
export type RecordTrouble = "busy" | "full" | "corrupt" | "foreign" | "folder" | "other";

/** Tells what SQLite threw; its code is missing where `exec` failed, so the text is read then. */
export function recordTrouble(thrown: unknown): RecordTrouble {
  const { errcode, message } = thrown as { errcode?: number; message?: string };
  const byCode = CODES.get((Number(errcode ?? 0) & 0xff) as 5);
  return byCode ?? TEXTS.find(([text]) => text.test(message ?? ""))?.[1] ?? "other";
}

/** The error for a file that cannot be opened, and that setting aside would not mend. */
export function openError(path: string, thrown: unknown): NetopsError {
  switch (recordTrouble(thrown)) {
    case "busy":
      return new NetopsError("CONFLICT", `Cannot open ${path} as another process owns it`, {
        cause: thrown,
      });
    case "full":
      return new NetopsError("DISK_FULL", `Cannot open ${path} as the disk is full or failing`, {
        cause: thrown,
        fix: "free some space",
      });
    case "folder":
      return new NetopsError("HOME_NOT_WRITABLE", `Cannot open ${path} as its folder refuses`, {
        cause: thrown,
      });
    default:
      return new NetopsError("BUG", `Cannot open ${path} as ${String(thrown)}`, { cause: thrown });
  }
}
