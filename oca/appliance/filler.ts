import {
  type Clock,
  type EventSink,
  type Logger,
  NetopsError,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type { HeldTitle, OcaOrders, PackagedFile, TitlePackage } from "@netops/core/contracts";
import type { Counter } from "@netops/core/service";
import type { ByteBudget } from "./byte_budget.ts";
import { isPackageOf, sha256Hex } from "./check_package.ts";
import { isOrigin } from "./combine_orders.ts";
import type { FillSources } from "./fill_source.ts";
import type { Inventory } from "./inventory.ts";
import type { ObjectStore } from "./object_store.ts";

/** What filling works with. */
export interface FillerOptions {
  readonly oca: string;
  readonly store: ObjectStore;
  readonly inventory: Inventory;
  readonly sources: Pick<FillSources, "readPackage" | "readFile">;
  readonly budget: ByteBudget;
  /** The most bytes that all titles together may take. */
  readonly diskBytes: number;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly events: EventSink;
  readonly bytes: Counter;
  readonly corrupt: Counter;
  readonly signal: AbortSignal;
  /** Called after a title became whole. */
  readonly onFilled: () => void;
}

/** One title under way: what it is, and the sources that still count. */
interface Work {
  readonly title: TitlePackage;
  readonly sources: Set<string>;
}

const CONCURRENCY = 8;
const RETRY_MS = 500;
const DISK_FULL_MS = 10_000;

/**
 * Fetches what the manifest wants and is not there: title by title, peers first, every byte checked.
 *
 * A title is served only when all of it is on the disk. Whatever was fetched before a death is found
 * again and not fetched twice.
 */
export class Filler {
  readonly #options: FillerOptions;
  /** When a title may be tried again, by `titleId/version`. */
  readonly #notBefore = new Map<string, number>();
  #orders: Pick<OcaOrders, "manifest" | "sources"> = { manifest: [], sources: {} };
  #running: Promise<void> | undefined;

  constructor(options: FillerOptions) {
    this.#options = options;
  }

  /** Takes new orders and goes to work; resolves when there is nothing more to do for now. */
  follow(orders: Pick<OcaOrders, "manifest" | "sources">): Promise<void> {
    this.#orders = orders;
    this.#running ??= this.#run().finally(() => this.#running = undefined);
    return this.#running;
  }

  /** Whether a title is being filled in this moment. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** What is wanted and not whole. */
  missing(): HeldTitle[] {
    return this.#orders.manifest.filter((title) =>
      this.#options.inventory.packageOf(title) === undefined
    );
  }

  async #run(): Promise<void> {
    const { signal, clock } = this.#options;
    while (!signal.aborted) {
      const nowMs = clock.monotonicMs();
      const next = this.missing().find((title) =>
        this.#sourcesOf(title).length > 0 && (this.#notBefore.get(keyOf(title)) ?? 0) <= nowMs
      );
      if (next === undefined) return;
      await this.#try(next);
    }
  }

  #sourcesOf({ titleId }: HeldTitle): readonly string[] {
    return this.#orders.sources[titleId] ?? [];
  }

  async #try(held: HeldTitle): Promise<void> {
    const { clock, logger, events, signal, oca } = this.#options;
    const startedAtMs = clock.monotonicMs();
    try {
      const from = await this.#fill(held);
      const tookMs = Math.round(clock.monotonicMs() - startedAtMs);
      events.publish({ kind: "fill.done", subject: oca, data: { ...held, tookMs, from } });
      this.#notBefore.delete(keyOf(held));
      this.#options.onFilled();
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toNetopsError(thrown);
      const isFull = error.code === "DISK_FULL";
      this.#notBefore.set(
        keyOf(held),
        clock.monotonicMs() + (isFull ? DISK_FULL_MS : RETRY_MS),
      );
      logger.log("warn", `Cannot fill ${held.titleId}: ${error.message}`, { code: error.code });
      if (isFull) {
        events.publish({ kind: "fill.stopped", subject: oca, data: { ...held, code: error.code } });
      }
    }
  }

  /** Fetches one title and serves it; returns where its bytes came from. */
  async #fill(held: HeldTitle): Promise<Record<string, number>> {
    const { store, inventory } = this.#options;
    const work = await this.#begin(held);
    this.#checkRoom(work.title);
    const missing = await this.#missingObjects(work.title);
    const from: Record<string, number> = { peer: 0, origin: 0 };
    const workers = Array.from({ length: CONCURRENCY }, async () => {
      for (let file = missing.pop(); file !== undefined; file = missing.pop()) {
        const source = await this.#fillFile(work, file);
        const kind = isOrigin(source) ? "origin" : "peer";
        from[kind] = (from[kind] ?? 0) + file.sizeBytes;
      }
    });
    const outcomes = await Promise.allSettled(workers);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    // The removal of another version may have taken an object that both have.
    if ((await this.#missingObjects(work.title)).length > 0) throw noSource(held);
    await store.writeMarker(work.title);
    inventory.add(work.title);
    return from;
  }

  /** The files whose content is not on the disk, each content once. */
  async #missingObjects({ files }: TitlePackage): Promise<PackagedFile[]> {
    const missing: PackagedFile[] = [];
    for (const file of new Map(files.map((file) => [file.sha256, file])).values()) {
      if (!await this.#options.store.has(file)) missing.push(file);
    }
    return missing;
  }

  /** Finds the list of files at the first source that has the right one. */
  async #begin(held: HeldTitle): Promise<Work> {
    const sources = new Set(this.#sourcesOf(held));
    for (const source of [...sources]) {
      const title = await this.#attempt(
        sources,
        source,
        () => this.#options.sources.readPackage(source, held),
      );
      if (title === undefined) continue;
      if (await isPackageOf(title, held)) return { title, sources };
      this.#distrust(sources, source, held);
    }
    throw noSource(held);
  }

  async #fillFile({ title, sources }: Work, file: PackagedFile): Promise<string> {
    const { store, budget, clock, timer, signal, bytes: filled } = this.#options;
    for (const source of [...sources]) {
      if (!sources.has(source)) continue;
      const waitMs = budget.take(file.sizeBytes, clock.monotonicMs());
      if (waitMs > 0) await timer.sleep(waitMs, signal);
      const bytes = await this.#attempt(
        sources,
        source,
        () => this.#options.sources.readFile(source, title, file),
      );
      if (bytes === undefined) continue;
      if (await sha256Hex(bytes) === file.sha256) {
        await store.write(file.sha256, bytes);
        filled.add(bytes.byteLength, { source: isOrigin(source) ? "origin" : "peer" });
        return source;
      }
      this.#distrust(sources, source, title);
    }
    throw noSource(title);
  }

  /** Asks a source; one that fails is not asked again for this title. */
  async #attempt<T>(
    sources: Set<string>,
    source: string,
    ask: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await ask();
    } catch (thrown) {
      this.#options.signal.throwIfAborted();
      sources.delete(source);
      const { message } = toNetopsError(thrown);
      this.#options.logger.log("info", `A source gives nothing: ${message}`, { source });
      return undefined;
    }
  }

  #distrust(sources: Set<string>, source: string, { titleId, version }: HeldTitle): void {
    const { corrupt, events, logger, oca } = this.#options;
    sources.delete(source);
    corrupt.add(1, { source: isOrigin(source) ? "origin" : "peer" });
    logger.log("warn", `A source gives wrong bytes for ${titleId}`, { source });
    events.publish({ kind: "fill.corrupt", subject: oca, data: { source, titleId, version } });
  }

  #checkRoom(title: TitlePackage): void {
    const held = this.#options.inventory.objects();
    for (const { sha256, sizeBytes } of title.files) held.set(sha256, sizeBytes);
    const neededBytes = [...held.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
    if (neededBytes <= this.#options.diskBytes) return;
    throw new NetopsError("DISK_FULL", `Cannot hold ${title.titleId} as the disk budget is used`, {
      details: { neededBytes, diskBytes: this.#options.diskBytes },
      fix: "remove titles, or give the OCA more with its config diskBytes",
    });
  }
}

function keyOf({ titleId, version }: HeldTitle): string {
  return `${titleId}/${version}`;
}

function noSource({ titleId }: HeldTitle): NetopsError {
  return new NetopsError("UPSTREAM_FAILED", `Cannot fill ${titleId} as no source gave all of it`);
}
