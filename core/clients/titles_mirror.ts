import type { LicensedTitle } from "../contracts/catalog.ts";
import { fromProblem } from "../errors/problem.ts";
import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import type { EventConsumer, EventLog } from "../ports/event_log.ts";
import type { Logger } from "../ports/logger.ts";
import type { Timer } from "../ports/timer.ts";
import type { Caller } from "./caller.ts";

/** What a mirror works with. */
export interface TitlesMirrorOptions {
  readonly caller: Caller;
  /** The run's token. */
  readonly token: string;
  readonly log: EventLog;
  readonly timer: Timer;
  readonly logger: Logger;
  /** Hears the whole catalogue whenever it was read. */
  readonly onTitles: (titles: readonly LicensedTitle[]) => void;
  /** How often all is read without a record of a change; 30,000. */
  readonly refreshMs?: number;
}

/** A copy of the catalogue in memory. */
export interface TitlesMirror {
  /** In the order of the catalogue; empty until it was read. */
  readonly titles: readonly LicensedTitle[];
  close(): Promise<void>;
}

/** While catalog is away or has nothing yet: it may be starting, as we are. */
const RETRY = { firstMs: 100, factor: 1.5, mostMs: 2_000 };
const CALL_MS = 3_000;
/** The instance that is asked first may hear of a change later than we do. */
const AGAIN_MS = 1_000;
const REFRESH_MS = 30_000;

/**
 * Keeps a copy of the catalogue: reads it until catalog has titles, after each record of topic `catalog`,
 * a second after that once more, and now and then. What was read stays while catalog is away.
 */
export function createTitlesMirror(options: TitlesMirrorOptions): TitlesMirror {
  return new CatalogMirror(options);
}

class CatalogMirror implements TitlesMirror {
  titles: readonly LicensedTitle[] = [];
  readonly #options: TitlesMirrorOptions;
  readonly #consumer: EventConsumer;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #due = new AbortController();
  #isChanging = false;

  constructor(options: TitlesMirrorOptions) {
    this.#options = options;
    this.#consumer = options.log.consumer({ topics: ["catalog"] });
    this.#consumer.run(() => this.#changed());
    // What changed before the first record could be heard must not wait for the slow refresh.
    this.#consumer.ready.then(() => this.#changed(), () => undefined);
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#due.abort();
    await Promise.all([this.#running, this.#consumer.close()]);
  }

  #changed(): void {
    this.#isChanging = true;
    this.#due.abort();
  }

  async #run(): Promise<void> {
    const { timer, refreshMs } = this.#options;
    for (let tries = 0; !this.#closing.signal.aborted;) {
      this.#due = new AbortController();
      const again = this.#isChanging;
      this.#isChanging = false;
      const hasTitles = await this.#read() && this.titles.length > 0;
      tries = hasTitles ? 0 : tries + 1;
      const retryMs = Math.min(RETRY.mostMs, RETRY.firstMs * RETRY.factor ** tries);
      const waitMs = !hasTitles ? retryMs : again ? AGAIN_MS : refreshMs ?? REFRESH_MS;
      if (this.#closing.signal.aborted) return;
      await timer.sleep(waitMs, this.#due.signal).catch(() => undefined);
    }
  }

  async #read(): Promise<boolean> {
    const { caller, token, timer, logger } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(CALL_MS, () => late.abort());
    try {
      const response = await caller.call("catalog", {
        method: "GET",
        path: "/internal/titles",
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([late.signal, this.#closing.signal]),
      });
      this.#take(await readTitles(response));
      return true;
    } catch (thrown) {
      // What was read before stays; the next try comes soon.
      if (!this.#closing.signal.aborted) {
        logger.log("debug", "Cannot read the catalogue", { reason: toNetopsError(thrown).message });
      }
      return false;
    } finally {
      cancel();
    }
  }

  #take(titles: readonly LicensedTitle[]): void {
    this.titles = titles;
    this.#options.onTitles(titles);
  }
}

async function readTitles(response: Response): Promise<readonly LicensedTitle[]> {
  const body = await response.json() as { readonly titles?: readonly LicensedTitle[] };
  if (response.ok && Array.isArray(body.titles)) return body.titles;
  throw fromProblem(body) ??
    new NetopsError("UPSTREAM_FAILED", `Cannot use what catalog answered with ${response.status}`);
}
