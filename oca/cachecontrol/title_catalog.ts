import type { Logger, Timer } from "@netops/core";
import type { HeldTitle, TitlePackage } from "@netops/core/contracts";
import type { Caller } from "@netops/core/clients";

/** What the catalog works with. */
export interface TitleCatalogOptions {
  readonly caller: Pick<Caller, "call">;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** A title of origin, without its files. */
export interface OriginTitle extends HeldTitle {
  readonly sizeBytes: number;
}

const AGAIN_MS = 30_000;
const RETRY_MS = 200;
const SOON_MS = 50;

/** Keeps the list of titles that origin has; what is known stays while origin is away. */
export class TitleCatalog {
  readonly #options: TitleCatalogOptions;
  #titles: readonly OriginTitle[] | undefined;
  #loading = false;
  #dueSoon = false;
  #cancel: () => void = () => undefined;

  constructor(options: TitleCatalogOptions) {
    this.#options = options;
  }

  /** The titles, or undefined before origin told them for the first time. */
  get titles(): readonly OriginTitle[] | undefined {
    return this.#titles;
  }

  /** Asks origin in a moment: at the start, and when it may have something new. */
  soon(delayMs = SOON_MS): void {
    const { signal, timer } = this.#options;
    if (signal.aborted) return;
    if (this.#loading) return void (this.#dueSoon = true);
    this.#cancel();
    this.#cancel = timer.after(delayMs, () => this.#load());
  }

  /** Asks no more. */
  close(): void {
    this.#cancel();
  }

  async #load(): Promise<void> {
    const { logger, signal } = this.#options;
    this.#loading = true;
    this.#dueSoon = false;
    let delayMs = AGAIN_MS;
    try {
      this.#titles = await this.#ask();
    } catch (thrown) {
      if (signal.aborted) return;
      delayMs = RETRY_MS;
      logger.log("debug", "Cannot hear origin", { reason: String(thrown) });
    } finally {
      this.#loading = false;
    }
    this.soon(this.#dueSoon ? SOON_MS : delayMs);
  }

  async #ask(): Promise<OriginTitle[]> {
    const { caller, token, signal } = this.#options;
    const response = await caller.call("origin", {
      method: "GET",
      path: "/titles",
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`origin answers ${response.status}`);
    }
    const { titles } = await response.json() as { readonly titles: readonly TitlePackage[] };
    return titles.map(({ titleId, version, files }) => ({
      ...{ titleId, version },
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    }));
  }
}
