import type { StoredLook } from "@netops/core/contracts";
import { KEYS } from "./keys.ts";

/** Which look of which stage. */
export interface LookPlace {
  readonly execution: string;
  readonly stage: string;
  /** How many looks the stage had before. */
  readonly number: number;
}

/** A part of a look, and how many there are. */
interface LookPart {
  readonly of: number;
  readonly bytes: Uint8Array;
}

/** Below what Deno KV stores under one key. */
const PART_BYTES = 60_000;

/**
 * Keeps what the judge saw, compressed and in parts.
 *
 * A look is written before the commit that says that it was made, under a place that a repeated look has too:
 * so a state never tells of a look that is not there.
 */
export class LookStore {
  readonly #kv: Deno.Kv;

  /** Keeps looks in `kv`. */
  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Writes a look, also over one that was written before a crash. */
  async put({ execution, stage, number }: LookPlace, look: StoredLook): Promise<void> {
    const packed = await pack(look);
    const of = Math.ceil(packed.byteLength / PART_BYTES);
    for (let part = 0; part < of; part++) {
      const bytes = packed.slice(part * PART_BYTES, (part + 1) * PART_BYTES);
      await this.#kv.set([...KEYS.look(execution, stage, number), part], { of, bytes });
    }
  }

  /** The looks of an execution, oldest first. */
  async list(execution: string): Promise<readonly StoredLook[]> {
    const parts = new Map<string, LookPart[]>();
    for await (const { key, value } of this.#kv.list<LookPart>({ prefix: KEYS.looks(execution) })) {
      const place = JSON.stringify(key.slice(0, -1));
      const found = parts.get(place) ?? [];
      // Parts of a longer one that a crash left behind come after those that count.
      if (found.length === 0 || found.length < found[0]!.of) parts.set(place, [...found, value]);
    }
    const looks = await Promise.all([...parts.values()].map(unpack));
    return looks.sort((one, other) => one.look.toMs - other.look.toMs);
  }
}

async function pack(look: StoredLook): Promise<Uint8Array> {
  const stream = new Blob([JSON.stringify(look)]).stream();
  return await new Response(stream.pipeThrough(new CompressionStream("gzip"))).bytes();
}

async function unpack(parts: readonly LookPart[]): Promise<StoredLook> {
  const stream = new Blob(parts.map(({ bytes }) => bytes as Uint8Array<ArrayBuffer>)).stream();
  return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).json();
}
