import type { HttpListener, HttpServer, Logger } from "@netops/core";
import type { InternalListener } from "@netops/core/contracts";
import { toNetopsError } from "@netops/core";
import type { HttpHandler } from "@netops/core";

/** What internal listeners are opened with. */
export interface InternalListenersOptions {
  readonly hostname: string;
  readonly shared: boolean;
  readonly httpServer: HttpServer;
  readonly logger: Logger;
  readonly handlerFor: (listener: InternalListener) => HttpHandler;
}

/** How long calls in flight on a listener that goes away may still take. */
const CLOSE_MS = 5_000;

/** The internal listeners of the newest snapshot: one port per app that others depend on. */
export class InternalListeners {
  readonly #options: InternalListenersOptions;
  readonly #open = new Map<string, HttpListener>();
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Opens nothing yet. */
  constructor(options: InternalListenersOptions) {
    this.#options = options;
  }

  /** The ports that are open. */
  get ports(): number[] {
    return [...this.#open.values()].map((listener) => listener.port);
  }

  /** Opens what is wanted and not open, and closes what is open and not wanted; one change at a time. */
  apply(wanted: readonly InternalListener[]): Promise<void> {
    this.#work = this.#work.then(() => this.#apply(wanted));
    return this.#work;
  }

  /** Closes all at once, for ever; what is in flight has until the deadline. */
  async close(deadlineMs: number): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map((listener) => listener.close(deadlineMs)));
  }

  async #apply(wanted: readonly InternalListener[]): Promise<void> {
    const keys = new Set(wanted.map(keyOf));
    const gone = [...this.#open].filter(([key]) => !keys.has(key));
    for (const [key] of gone) this.#open.delete(key);
    await Promise.all(gone.map(([, listener]) => listener.close(CLOSE_MS)));
    for (const listener of wanted) {
      if (!this.#isClosed && !this.#open.has(keyOf(listener))) await this.#listen(listener);
    }
  }

  async #listen(listener: InternalListener): Promise<void> {
    const { hostname, shared, httpServer, logger, handlerFor } = this.#options;
    const { port, app } = listener;
    try {
      const open = await httpServer.listen({ hostname, port, shared }, handlerFor(listener));
      // Everything may have been closed while this one was being opened.
      if (this.#isClosed) await open.close(0);
      else this.#open.set(keyOf(listener), open);
    } catch (thrown) {
      // The next snapshot tries again; the other listeners are not its hostages.
      logger.log("error", toNetopsError(thrown).message, { app, port });
    }
  }
}

function keyOf(listener: InternalListener): string {
  return `${listener.app}:${listener.port}`;
}
