import type { Timer } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { listLogFiles } from "./log_files.ts";
import { type LogFilter, parseLogLine } from "./log_filter.ts";

const POLL_MS = 100;
const CHUNK_BYTES = 65_536;

/** What following needs. */
export interface FollowOptions {
  readonly home: string;
  readonly filter: LogFilter;
  readonly timer: Timer;
  readonly signal: AbortSignal;
}

/**
 * Reads what is appended to the log files of a home, by looking every 100 ms.
 *
 * A file that is rotated is read to its end through the handle that is open, then the new one from
 * its start; a file that appears is read from its start.
 */
export class LogFollower {
  readonly #options: FollowOptions;
  readonly #open = new Map<string, OpenLog>();

  /** Starts at the end of every file that is there now: what stands before is not shown again. */
  constructor(options: FollowOptions) {
    this.#options = options;
    this.#openNew("end");
  }

  /** The new lines, in order of time within each look; ends when the signal aborts. */
  async *lines(): AsyncGenerator<LogLine> {
    const { signal, timer, filter } = this.#options;
    try {
      while (!signal.aborted) {
        const fresh = this.#look().filter(filter).sort((one, other) => one.tsMs - other.tsMs);
        yield* fresh;
        await timer.sleep(POLL_MS, signal).catch(() => undefined);
      }
    } finally {
      for (const log of this.#open.values()) log.file.close();
      this.#open.clear();
    }
  }

  #look(): LogLine[] {
    const lines = [...this.#open.values()].flatMap(readNew);
    for (const [path, log] of this.#open) {
      if (inodeOf(path) === log.inode) continue;
      // Rotated or removed: what was still written before is read once more.
      lines.push(...readNew(log));
      log.file.close();
      this.#open.delete(path);
    }
    this.#openNew("start");
    return lines;
  }

  #openNew(from: "start" | "end"): void {
    for (const { path, age } of listLogFiles(this.#options.home)) {
      if (age > 0 || this.#open.has(path)) continue;
      const log = openLog(path, from);
      if (log !== undefined) this.#open.set(path, log);
    }
  }
}

interface OpenLog {
  readonly file: Deno.FsFile;
  readonly inode: number | null;
  readonly decoder: TextDecoder;
  rest: string;
}

function openLog(path: string, from: "start" | "end"): OpenLog | undefined {
  try {
    const file = Deno.openSync(path);
    if (from === "end") file.seekSync(0, Deno.SeekMode.End);
    return { file, inode: file.statSync().ino, decoder: new TextDecoder(), rest: "" };
  } catch {
    // Rotated away between listing and opening: the next look finds the new one.
    return undefined;
  }
}

function inodeOf(path: string): number | null | undefined {
  try {
    return Deno.statSync(path).ino;
  } catch {
    return undefined;
  }
}

function readNew(log: OpenLog): LogLine[] {
  const buffer = new Uint8Array(CHUNK_BYTES);
  const lines: LogLine[] = [];
  for (;;) {
    const count = log.file.readSync(buffer);
    if (count === null || count === 0) return lines;
    const text = log.rest + log.decoder.decode(buffer.subarray(0, count), { stream: true });
    const parts = text.split("\n");
    log.rest = parts.pop() ?? "";
    lines.push(...parts.map(parseLogLine).filter((line) => line !== undefined));
  }
}
