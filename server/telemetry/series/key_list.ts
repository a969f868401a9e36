import type { ByteReader } from "./byte_reader.ts";
import type { ByteWriter } from "./byte_writer.ts";

const HIGH_SURROGATES = 0xd800;
const LOW_SURROGATES = 0xdc00;

/**
 * Writes keys of label sets one after the other, each without what it shares with the one before.
 *
 * Series that come together share most of their labels, so little is left. Keys are well-formed text.
 */
export class KeyWriter {
  readonly #encoder = new TextEncoder();
  #before = "";

  /** Appends a key. */
  write(writer: ByteWriter, key: string): void {
    const shared = sharedLength(this.#before, key);
    const rest = key.slice(shared);
    writer.varint(shared);
    // One unit is at most three bytes; the length is known only after they are written.
    const bytes = this.#encoder.encode(rest);
    writer.varint(bytes.length);
    writer.append(bytes);
    this.#before = key;
  }
}

/** Reads what a {@linkcode KeyWriter} wrote. */
export class KeyReader {
  readonly #decoder = new TextDecoder();
  #before = "";

  /** Reads the next key. @throws {RangeError} when the bytes end early */
  read(reader: ByteReader): string {
    const shared = reader.varint();
    const rest = this.#decoder.decode(reader.take(reader.varint()));
    this.#before = this.#before.slice(0, shared) + rest;
    return this.#before;
  }
}

function sharedLength(before: string, key: string): number {
  const most = Math.min(before.length, key.length);
  let at = 0;
  while (at < most && before.charCodeAt(at) === key.charCodeAt(at)) at++;
  const last = key.charCodeAt(at - 1);
  // Half a pair cannot be written by itself.
  return last >= HIGH_SURROGATES && last < LOW_SURROGATES ? at - 1 : at;
}
