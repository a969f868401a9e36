import { join } from "node:path";
import type { EventProducer, Logger, Timer } from "@netops/core";
import type { TitleRecord } from "@netops/core/contracts";

/** What announcing works with. */
export interface AnnouncerOptions {
  readonly dataDir: string;
  readonly producer: EventProducer;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const TOPIC = "titles";
const RETRY_MS = 1_000;

/**
 * Tells topic `titles` what came and went, in order and at least once: what is to be told stands on the
 * disk until the log has it, so that neither a stop of ours nor of the log loses it.
 */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #path: string;
  #waiting: TitleRecord[] = [];
  #telling: Promise<void> | undefined;
  /** The last write: one follows the other, as all go through one new file. */
  #saved = Promise.resolve();

  /** Makes one; `start` tells what an earlier process could not. */
  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#path = join(options.dataDir, "announcements.json");
  }

  /** Reads what was not told yet, and begins to tell it. */
  async start(): Promise<void> {
    try {
      this.#waiting = JSON.parse(await Deno.readTextFile(this.#path));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    this.#wake();
  }

  /** Writes down what is to be told; resolves before it is. */
  async announce(record: TitleRecord): Promise<void> {
    this.#waiting.push(record);
    await this.#save();
    this.#wake();
  }

  /** Resolves when nothing is being told any more. */
  async stop(): Promise<void> {
    await this.#telling;
  }

  #wake(): void {
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tell(): Promise<void> {
    const { producer, timer, logger, signal } = this.#options;
    for (let first = this.#waiting[0]; first && !signal.aborted; first = this.#waiting[0]) {
      try {
        await producer.send({
          topic: TOPIC,
          messages: [{ key: first.titleId, value: JSON.stringify(first) }],
        });
        this.#waiting.shift();
        await this.#save();
      } catch (error) {
        logger.log("warn", "Cannot tell the log about a title, and tries again", {
          ...{ titleId: first.titleId, reason: String(error) },
        });
        // An abort ends the waiting; the record stands on the disk.
        await timer.sleep(RETRY_MS, signal).catch(() => {});
      }
    }
  }

  #save(): Promise<void> {
    // Whoever waits for a write that fails is told; the next one is tried all the same.
    this.#saved = this.#saved.catch(() => {}).then(async () => {
      await Deno.writeTextFile(`${this.#path}.new`, JSON.stringify(this.#waiting));
      await Deno.rename(`${this.#path}.new`, this.#path);
    });
    return this.#saved;
  }
}
