import { FrequencySketch } from "./frequency_sketch.ts";

/** What the hot set tells about itself. */
export interface HotFigures {
  readonly usedBytes: number;
  readonly budgetBytes: number;
  readonly hits: number;
  readonly misses: number;
}

interface HotObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hash: number;
}

/** How many of the least recently used are looked at to make room for one. */
const MOST_VICTIMS = 32;

/**
 * Keeps objects in memory within a budget of bytes, by popularity: a newcomer takes the place of the
 * least recently used only when it was asked for more often than each of them.
 *
 * So what is popular stays, and a scan over everything washes nothing out.
 */
export class HotSet {
  readonly #objects = new Map<string, HotObject>();
  readonly #sketch: FrequencySketch;
  readonly #budgetBytes: number;
  #usedBytes = 0;
  #hits = 0;
  #misses = 0;

  constructor(budgetBytes: number, sketch = new FrequencySketch()) {
    this.#budgetBytes = budgetBytes;
    this.#sketch = sketch;
  }

  /** Reads an object and counts the wish for it; `key` is a hash in hex. */
  get(key: string): Uint8Array<ArrayBuffer> | undefined {
    const object = this.#objects.get(key);
    this.#sketch.touch(object?.hash ?? hashOf(key));
    if (object === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    // The end of the map is what was used last.
    this.#objects.delete(key);
    this.#objects.set(key, object);
    return object.bytes;
  }

  /** Offers an object that was missed; tells whether it was taken in. */
  offer(key: string, bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.#objects.has(key)) return true;
    const hash = hashOf(key);
    const victims = this.#victims(bytes.byteLength, this.#sketch.estimate(hash));
    if (victims === undefined) return false;
    for (const victim of victims) this.drop(victim);
    this.#objects.set(key, { bytes, hash });
    this.#usedBytes += bytes.byteLength;
    return true;
  }

  /** Forgets an object. */
  drop(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    this.#usedBytes -= object.bytes.byteLength;
  }

  /** Whether an object is in memory; counts nothing. */
  has(key: string): boolean {
    return this.#objects.has(key);
  }

  /** What it holds and how it did. */
  figures(): HotFigures {
    return {
      usedBytes: this.#usedBytes,
      budgetBytes: this.#budgetBytes,
      hits: this.#hits,
      misses: this.#misses,
    };
  }

  /** Who would go for so many bytes; undefined when one of them is wanted as much as the newcomer. */
  #victims(sizeBytes: number, frequency: number): string[] | undefined {
    let missingBytes = this.#usedBytes + sizeBytes - this.#budgetBytes;
    if (sizeBytes > this.#budgetBytes) return undefined;
    const victims: string[] = [];
    for (const [key, { bytes, hash }] of this.#objects) {
      if (missingBytes <= 0) break;
      if (victims.length === MOST_VICTIMS || this.#sketch.estimate(hash) >= frequency) {
        return undefined;
      }
      victims.push(key);
      missingBytes -= bytes.byteLength;
    }
    return victims;
  }
}

function hashOf(key: string): number {
  return parseInt(key.slice(0, 8), 16) | 0;
}
