import { NetopsError } from "@netops/core";
import { type ActHistory, type ActLine, actLines, readActs } from "./act.ts";

/** The file of a recorder below the data folder of its monkey. */
export const ACTS_FILE = "acts.jsonl";

/** The newest acts that are kept over a restart. */
const MOST_KEPT = 10_000;

/** Keeps acts in a file of JSON lines; a line is on the disk when {@linkcode append} returns. */
export class ActStore {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * Opens the recorder at `path` and leaves out what is old; a crash leaves the old file or the new one.
   *
   * @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE
   */
  static open(path: string): { store: ActStore; history: ActHistory } {
    const history = readActStore(path);
    const file = orExplain(path, () => {
      const draft = Deno.openSync(`${path}.new`, {
        ...{ create: true, write: true, truncate: true, mode: 0o600 },
      });
      writeAll(draft, actLines(history, MOST_KEPT));
      draft.syncSync();
      Deno.renameSync(`${path}.new`, path);
      return draft;
    });
    return { store: new ActStore(file), history };
  }

  /** Appends a line and waits until the disk has it. @throws {NetopsError} DISK_FULL */
  append(line: ActLine): void {
    orExplain("the recorder", () => {
      writeAll(this.#file, [line]);
      this.#file.syncDataSync();
    });
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}

/** Reads a recorder without opening it for writing; one that is not there is empty. */
export function readActStore(path: string): ActHistory {
  try {
    return readActs(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { records: [], skips: [] };
    throw error;
  }
}

function writeAll(file: Deno.FsFile, lines: readonly ActLine[]): void {
  const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

function orExplain<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const isFull = /ENOSPC|os error 28|No space/.test(String(cause));
    throw new NetopsError(
      isFull ? "DISK_FULL" : "HOME_NOT_WRITABLE",
      `Cannot write ${path}${isFull ? " as the disk is full" : `: ${String(cause)}`}`,
      { cause, fix: "df -h, then try again; nothing is done that could not be noted" },
    );
  }
}
