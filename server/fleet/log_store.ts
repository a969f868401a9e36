import type { Clock, OutputLine } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { parseLogText } from "./log_text.ts";
import { pruneLogs } from "./prune_logs.ts";

/** What a log store works with. */
export interface LogStoreOptions {
  readonly dir: string;
  readonly clock: Clock;
  /** A file is rotated above this size. */
  readonly rotateBytes: number;
  /** How many rotated files are kept beside the current one. */
  readonly keepFiles: number;
}

const TAIL_LINES = 200;
/** Of the lines of an instance that are in memory, beside the last one. */
const TAIL_BYTES = 4 * 1024 * 1024;

/** Dead instances of an app whose logs stay. */
const KEPT_INSTANCES = 30;
const KEPT_DEAD = 50;

interface OpenLog {
  file: Deno.FsFile | undefined;
  sizeBytes: number;
  readonly tail: LogLine[];
  /** Sizes of the lines in the tail, as they are written. */
  readonly tailSizes: number[];
  tailBytes: number;
  /** What the first part of a line said, which goes on. */
  readonly levels: Partial<Record<OutputLine["stream"], LogLine["level"]>>;
  /** Its instance is gone: lines that come late are written, but nothing stays open. */
  released: boolean;
}

/**
 * Keeps the output of every instance: JSON lines on disk, rotated, and the last lines in memory.
 *
 * A disk that is full costs lines on disk, never the service: the tail in memory goes on.
 */
export class LogStore {
  readonly #options: LogStoreOptions;
  readonly #logs = new Map<string, OpenLog>();
  readonly #watchers = new Set<(line: LogLine) => void>();
  readonly #encoder = new TextEncoder();
  /** Lines that could not be written to disk. */
  lostLines = 0;

  /** Makes a store over a folder that exists. */
  constructor(options: LogStoreOptions) {
    this.#options = options;
  }

  /** Takes one line of an instance; a part of a long one has the level of its first part, and a mark. */
  append(
    source: { readonly instance: string; readonly app: string },
    output: OutputLine,
  ): void {
    const log = this.#open(source.instance);
    const line: LogLine = {
      tsMs: this.#options.clock.nowMs(),
      ...source,
      stream: output.stream,
      ...(output.part === undefined ? parseLogText(output.text) : parsePart(output, log)),
    };
    const bytes = this.#encoder.encode(`${JSON.stringify(line)}\n`);
    keepInTail(log, line, bytes.length);
    this.#write(source.instance, log, bytes);
    for (const watcher of this.#watchers) watcher(line);
  }

  /** The last lines of one app, oldest first. */
  tail(select: { readonly app?: string; readonly instance?: string }, count: number): LogLine[] {
    const lines: LogLine[] = [];
    for (const [instance, log] of this.#logs) {
      // All lines of an instance are of one app.
      const wanted = (select.app === undefined || log.tail[0]?.app === select.app) &&
        (select.instance === undefined || instance === select.instance);
      if (wanted) lines.push(...log.tail);
    }
    return lines.sort((left, right) => left.tsMs - right.tsMs)
      .slice(Math.max(0, lines.length - count));
  }

  /** Calls `watcher` for each line from now on; the answer stops it. */
  watch(watcher: (line: LogLine) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** An instance of this id runs, for the first time or again. */
  begin(instance: string): void {
    const log = this.#logs.get(instance);
    if (log !== undefined) log.released = false;
  }

  /** Closes the file of an instance that is gone; its tail stays until another one is needed. */
  release(instance: string): void {
    const log = this.#logs.get(instance);
    if (log === undefined) return;
    log.released = true;
    closeFile(log);
    const dead = [...this.#logs].filter(([, other]) => other.released);
    if (dead.length > KEPT_DEAD) this.#logs.delete(dead[0]?.[0] ?? "");
    this.#prune();
  }

  /** Closes all files. */
  close(): void {
    for (const log of this.#logs.values()) closeFile(log);
    this.#logs.clear();
  }

  #prune(): void {
    try {
      pruneLogs(this.#options.dir, {
        keepPerApp: KEPT_INSTANCES,
        isOpen: (instance) => this.#logs.get(instance)?.file !== undefined,
      });
    } catch {
      // A folder that cannot be read or written now is tidied with the next death.
    }
  }

  #open(instance: string): OpenLog {
    let log = this.#logs.get(instance);
    if (log === undefined) {
      log = {
        ...{ file: undefined, sizeBytes: 0, released: false },
        ...{ tail: [], tailSizes: [], tailBytes: 0, levels: {} },
      };
      this.#logs.set(instance, log);
    }
    return log;
  }

  #write(instance: string, log: OpenLog, bytes: Uint8Array): void {
    try {
      const path = `${this.#options.dir}/${instance}.jsonl`;
      if (log.file !== undefined && log.sizeBytes + bytes.length > this.#options.rotateBytes) {
        closeFile(log);
        this.#rotate(path);
      }
      if (log.file === undefined) {
        log.file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
        log.sizeBytes = log.file.statSync().size;
      }
      for (let at = 0; at < bytes.length;) at += log.file.writeSync(bytes.subarray(at));
      log.sizeBytes += bytes.length;
    } catch {
      this.lostLines++;
    }
    if (log.released) closeFile(log);
  }

  #rotate(path: string): void {
    for (let number = this.#options.keepFiles; number >= 1; number--) {
      const from = number === 1 ? path : `${path}.${number - 1}`;
      try {
        Deno.renameSync(from, `${path}.${number}`);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }
}

function parsePart(
  { stream, text, part }: OutputLine,
  { levels }: OpenLog,
): Pick<LogLine, "level" | "text" | "fields"> {
  if (part === 1) levels[stream] = parseLogText(text).level;
  return { level: levels[stream] ?? "info", text, fields: { "netops.part": part } };
}

function keepInTail(log: OpenLog, line: LogLine, sizeBytes: number): void {
  const { tail, tailSizes } = log;
  tail.push(line);
  tailSizes.push(sizeBytes);
  log.tailBytes += sizeBytes;
  while (tail.length > TAIL_LINES || (log.tailBytes > TAIL_BYTES && tail.length > 1)) {
    tail.shift();
    log.tailBytes -= tailSizes.shift() ?? 0;
  }
}

function closeFile(log: OpenLog): void {
  log.file?.close();
  log.file = undefined;
}
