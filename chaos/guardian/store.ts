import { NetopsError } from "@netops/core";
import {
  compactLines,
  type JournalContent,
  type JournalLine,
  type Lever,
  readJournal,
} from "./journal.ts";

/** What a store needs of its file. */
export type JournalFile = Pick<Deno.FsFile, "writeSync" | "syncDataSync" | "close"> & {
  statSync(): Pick<Deno.FileInfo, "size">;
};

/**
 * Keeps the journal in a file of JSON lines; a line is on the disk when {@linkcode append} returns.
 */
export class JournalStore {
  readonly #path: string;
  readonly #file: JournalFile;
  #sizeBytes: number;
  /** A line was written in part: the next one must not become a piece of it. */
  #isTorn = false;

  /** Takes a file that is open for appending. */
  constructor(path: string, file: JournalFile) {
    this.#path = path;
    this.#file = file;
    this.#sizeBytes = file.statSync().size;
  }

  /**
   * Opens the journal at `path`, and leaves out what is over.
   *
   * The new file takes the place of the old one in one step: a crash leaves the one or the other.
   *
   * @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE
   */
  static open(path: string, nowMs: number): { store: JournalStore; content: JournalContent } {
    const content = readJournal(readIfThere(path));
    const file = orExplain(path, () => {
      removeIfThere(`${path}.new`);
      // Appending, as `chaos panic` appends too.
      const draft = Deno.openSync(`${path}.new`, { create: true, append: true, mode: 0o600 });
      writeAll(draft, linesText(compactLines(content, nowMs)));
      draft.syncSync();
      Deno.renameSync(`${path}.new`, path);
      return draft;
    });
    return { store: new JournalStore(path, file), content };
  }

  /** Appends a line and waits until the disk has it. @throws {NetopsError} DISK_FULL */
  append(line: JournalLine): void {
    orExplain("the journal", () => {
      const text = `${this.#isTorn ? "\n" : ""}${linesText([line])}`;
      this.#isTorn = true;
      this.#sizeBytes += writeAll(this.#file, text);
      this.#file.syncDataSync();
      this.#isTorn = false;
    });
  }

  /** What `chaos panic` wrote about the lever past us; undefined when nobody else wrote. */
  leverOfOthers(): Lever | undefined {
    if (this.#file.statSync().size === this.#sizeBytes) return undefined;
    return readJournal(readIfThere(this.#path)).lever;
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}

function linesText(lines: readonly JournalLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function writeAll(file: Pick<JournalFile, "writeSync">, text: string): number {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
  return bytes.length;
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function orExplain<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const message = String(cause);
    const isFull = /ENOSPC|os error 28|No space/.test(message);
    throw new NetopsError(
      isFull ? "DISK_FULL" : "HOME_NOT_WRITABLE",
      `Cannot write ${path}${isFull ? " as the disk is full" : `: ${message}`}`,
      { cause, fix: "df -h, then try again; no fault is injected that could not be noted" },
    );
  }
}
