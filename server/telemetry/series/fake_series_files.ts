import type { SeriesFiles } from "./series_files.ts";

/** Files in memory, on a disk that a test can fill up or break at any byte. */
export class FakeSeriesFiles implements SeriesFiles {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Bytes that may still be written before the disk is full. */
  leftBytes = Infinity;
  /** Thrown by every call while it is set. */
  broken: Error | undefined;
  /** Calls by name, such as `append wal-1`. */
  readonly calls: string[] = [];

  /** A disk with the same files. */
  copy(): FakeSeriesFiles {
    const other = new FakeSeriesFiles();
    for (const [name, bytes] of this.files) other.files.set(name, bytes.slice());
    return other;
  }

  /** Bytes of all files. */
  get usedBytes(): number {
    return [...this.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  }

  list(): string[] {
    this.#call("list");
    return [...this.files.keys()];
  }

  size(name: string): number {
    this.#call(`size ${name}`);
    return this.#file(name).length;
  }

  read(name: string): Uint8Array<ArrayBuffer> {
    this.#call(`read ${name}`);
    return this.#file(name).slice();
  }

  append(name: string, bytes: Uint8Array): void {
    this.#call(`append ${name}`);
    const taken = bytes.subarray(0, Math.min(bytes.length, this.leftBytes));
    const before = this.files.get(name) ?? new Uint8Array(0);
    const after = new Uint8Array(before.length + taken.length);
    after.set(before);
    after.set(taken, before.length);
    this.files.set(name, after);
    this.leftBytes -= taken.length;
    if (taken.length < bytes.length) {
      throw Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
    }
  }

  sync(name: string): void {
    this.#call(`sync ${name}`);
    this.#file(name);
  }

  rename(from: string, to: string): void {
    this.#call(`rename ${from} ${to}`);
    this.files.set(to, this.#file(from));
    this.files.delete(from);
  }

  remove(name: string): void {
    this.#call(`remove ${name}`);
    this.leftBytes += this.files.get(name)?.length ?? 0;
    this.files.delete(name);
  }

  #call(call: string): void {
    this.calls.push(call);
    if (this.broken !== undefined) throw this.broken;
  }

  #file(name: string): Uint8Array<ArrayBuffer> {
    const bytes = this.files.get(name);
    if (bytes === undefined) throw new Deno.errors.NotFound(`No file ${name}`);
    return bytes;
  }
}
