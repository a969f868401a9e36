import type { EventSink, Logger } from "@netops/core";
import type { HeldTitle, TitlePackage } from "@netops/core/contracts";
import { sha256Hex } from "./check_package.ts";
import type { HotSet } from "./hot_set.ts";
import type { Inventory } from "./inventory.ts";
import type { ObjectStore } from "./object_store.ts";

/** What keeps disk, memory and inventory in step. */
export interface LibraryOptions {
  readonly oca: string;
  readonly store: ObjectStore;
  readonly inventory: Inventory;
  readonly hot: HotSet;
  readonly logger: Logger;
  readonly events: EventSink;
  /** How long a title stays after nobody wants it any more. */
  readonly removeAfterMs: number;
}

/**
 * What stands on the disk of this OCA: taken over at start, given up when nobody wants it, and read
 * again bit by bit to find what has rotted.
 */
export class Library {
  readonly #options: LibraryOptions;
  /** Since when a title is not wanted, by `titleId/version`. */
  readonly #unwantedSinceMs = new Map<string, number>();
  #toScrub: string[] = [];

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /** Serves what a run before this one has left whole. */
  async takeOver(): Promise<void> {
    const { store, inventory } = this.#options;
    await store.open();
    for (const title of await store.readMarkers()) inventory.add(title);
  }

  /** Removes what has been out of the manifest for long enough; tells whether anything went. */
  async removeUnwanted(manifest: readonly HeldTitle[], nowMs: number): Promise<boolean> {
    const wanted = new Set(manifest.map(keyOf));
    let removed = false;
    for (const title of this.#options.inventory.packages) {
      const key = keyOf(title);
      if (wanted.has(key)) {
        this.#unwantedSinceMs.delete(key);
        continue;
      }
      const sinceMs = this.#unwantedSinceMs.get(key) ?? nowMs;
      this.#unwantedSinceMs.set(key, sinceMs);
      if (nowMs - sinceMs < this.#options.removeAfterMs) continue;
      await this.#remove(title);
      removed = true;
    }
    return removed;
  }

  /** Reads the next object and drops it when it is broken; tells whether it was. */
  async scrubNext(): Promise<boolean> {
    const { inventory, store } = this.#options;
    if (this.#toScrub.length === 0) this.#toScrub = [...inventory.objects().keys()];
    const sha256 = this.#toScrub.pop();
    if (sha256 === undefined) return false;
    try {
      if (await sha256Hex(await store.read(sha256)) === sha256) return false;
    } catch {
      // It cannot be read at all: broken like one with wrong bytes, unless its title was removed.
    }
    if (!inventory.objects().has(sha256)) return false;
    await this.dropObject(sha256);
    return true;
  }

  /** Gives up a broken object and serves no title that needs it, until it is filled again. */
  async dropObject(sha256: string): Promise<void> {
    const { inventory, store, hot, logger, events, oca } = this.#options;
    const broken = inventory.packages.filter(({ files }) =>
      files.some((file) => file.sha256 === sha256)
    );
    for (const title of broken) {
      inventory.remove(title);
      await store.removeMarker(title);
      const { titleId, version } = title;
      events.publish({ kind: "oca.broken", subject: oca, data: { titleId, version, sha256 } });
    }
    hot.drop(sha256);
    await store.remove(sha256);
    logger.log("warn", "Dropped an object that is broken on the disk", { sha256 });
  }

  async #remove(title: TitlePackage): Promise<void> {
    const { inventory, store, hot, logger } = this.#options;
    inventory.remove(title);
    this.#unwantedSinceMs.delete(keyOf(title));
    // The marker first: a death in between leaves objects without a title, not a title without objects.
    await store.removeMarker(title);
    const kept = inventory.objects();
    for (const { sha256 } of title.files) {
      if (kept.has(sha256)) continue;
      hot.drop(sha256);
      await store.remove(sha256);
    }
    logger.log("info", `Removed ${title.titleId} as nobody wants it here`, {
      version: title.version,
    });
  }
}

function keyOf({ titleId, version }: HeldTitle): string {
  return `${titleId}/${version}`;
}
