import { NetopsError } from "@netops/core";
import type { PackagedFile } from "@netops/core/contracts";
import type { HotSet } from "./hot_set.ts";
import type { ObjectStore } from "./object_store.ts";

/** Up to this size an object is read as a whole and may become hot; beyond it is streamed. */
export const MOST_WHOLE_BYTES = 1_048_576;

/** Bytes of an object and whether memory had them. */
export interface LoadedObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isHit: boolean;
}

/** Gives the bytes of objects: from memory, else from the disk, once for all who ask in the same moment. */
export class ObjectLoader {
  readonly #hot: HotSet;
  readonly #store: ObjectStore;
  readonly #mayKeep: () => boolean;
  readonly #reading = new Map<string, Promise<LoadedObject>>();

  /** Reads `store` behind `hot`, and goes around `hot` while `mayKeep` says no. */
  constructor(hot: HotSet, store: ObjectStore, mayKeep: () => boolean = () => true) {
    this.#hot = hot;
    this.#store = store;
    this.#mayKeep = mayKeep;
  }

  /** Loads a whole object; a promise only when the disk is needed. */
  load(file: PackagedFile): LoadedObject | Promise<LoadedObject> {
    const bytes = this.#mayKeep() ? this.#hot.get(file.sha256) : undefined;
    if (bytes !== undefined) return { bytes, isHit: true };
    const known = this.#reading.get(file.sha256);
    if (known !== undefined) return known;
    const reading = this.#read(file).finally(() => this.#reading.delete(file.sha256));
    this.#reading.set(file.sha256, reading);
    return reading;
  }

  async #read(file: PackagedFile): Promise<LoadedObject> {
    const bytes = await this.#store.read(file.sha256);
    if (bytes.byteLength !== file.sizeBytes) {
      throw new NetopsError("UNHEALTHY", `Cannot serve ${file.path} as it is cut off on the disk`);
    }
    if (bytes.byteLength <= MOST_WHOLE_BYTES && this.#mayKeep()) {
      this.#hot.offer(file.sha256, bytes);
    }
    return { bytes, isHit: false };
  }
}
