import type { Logger, Timer } from "@netops/core";
import type { Registry } from "./registry.ts";
import { type RegistrySnapshot, restoreSnapshot, takeSnapshot } from "./snapshot.ts";

/** Where a snapshot is kept. */
export interface SnapshotFile {
  /** The text kept last, or undefined when there is none. */
  read(): Promise<string | undefined>;
  /** Replaces the text as a whole; rejects when the disk does not take it. */
  write(text: string): Promise<void>;
}

/** Keeps the snapshot in a file of `folder`; a reader never sees half of one. */
export function createSnapshotFile(folder: string): SnapshotFile {
  const path = `${folder}/leases.json`;
  return {
    read: async () => {
      try {
        return await Deno.readTextFile(path);
      } catch (thrown) {
        if (thrown instanceof Deno.errors.NotFound) return undefined;
        throw thrown;
      }
    },
    write: async (text) => {
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(`${path}.new`, text, { mode: 0o600 });
      await Deno.rename(`${path}.new`, path);
    },
  };
}

/** What a keeper works with. */
export interface SnapshotKeeperOptions {
  readonly registry: Registry;
  readonly file: SnapshotFile;
  readonly runId: string;
  readonly timer: Timer;
  readonly logger: Logger;
}

const WRITE_INTERVAL_MS = 1_000;

/** Writes the registry down at most once a second, when it changed; a full disk only makes it warn. */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  readonly #endings: Array<() => void>;
  #changed = false;
  #writing: Promise<void> = Promise.resolve();
  #failing = false;

  /** Begins to keep; call {@linkcode restore} first. */
  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
    this.#endings = [
      options.registry.onChange(() => this.#changed = true),
      options.timer.every(WRITE_INTERVAL_MS, () => void this.#flush()),
    ];
  }

  /** Whether the last write failed. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Lists again what the life before listed; answers how many instances. Never fails. */
  static async restore(options: SnapshotKeeperOptions): Promise<number> {
    try {
      const text = await options.file.read();
      if (text === undefined) return 0;
      return restoreSnapshot(options.registry, JSON.parse(text) as RegistrySnapshot, options.runId);
    } catch (thrown) {
      // Clients register again on their next heartbeat: an unreadable snapshot costs only that.
      options.logger.log("warn", "Cannot read the registry's snapshot, starting empty", {
        cause: String(thrown),
      });
      return 0;
    }
  }

  /** Writes what is unwritten and stops. */
  async close(): Promise<void> {
    for (const end of this.#endings) end();
    await this.#flush();
  }

  #flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const { registry, file, runId, logger } = this.#options;
    try {
      await file.write(JSON.stringify(takeSnapshot(registry, runId)));
      if (this.#failing) logger.log("info", "The registry's snapshot is written again");
      this.#failing = false;
    } catch (thrown) {
      this.#changed = true;
      if (!this.#failing) {
        const message = "Cannot write the registry's snapshot, serving from memory only";
        logger.log("warn", message, { cause: String(thrown) });
      }
      this.#failing = true;
    }
  }
}
