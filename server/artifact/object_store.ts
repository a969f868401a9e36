import { createHash } from "node:crypto";
import { join } from "node:path";
import { sourceError } from "./source_error.ts";
import { errorCode } from "./storage_error.ts";
import type { FileEntry } from "./tree_entry.ts";

/** Up to this size a file is read once and written from memory; above, the system copies it. */
const SMALL_BYTES = 1 << 20;

/** Keeps every content once, read-only, named by its hash and mode: `objects/abcd…-444`. */
export class ObjectStore {
  readonly #dir: string;
  readonly #temporaryDir: string;
  #count = 0;

  /** Uses `dir` for objects; `temporaryDir` must lie on the same disk. */
  constructor(dir: string, temporaryDir: string) {
    this.#dir = dir;
    this.#temporaryDir = temporaryDir;
  }

  /** Makes sure that the content of a source file is in the store; answers its SHA-256. */
  async put(source: string, entry: FileEntry): Promise<string> {
    if (entry.sizeBytes <= SMALL_BYTES) return await this.#putSmall(source, entry);
    return await this.#putLarge(source, entry);
  }

  /** Says whether a content is there, whole. */
  has(hash: string, entry: FileEntry): boolean {
    try {
      return Deno.lstatSync(this.#path(hash, entry.mode)).size === entry.sizeBytes;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** Gives an object another name; false when it is not in the store. */
  async linkTo(
    path: string,
    { hash, mode }: { readonly hash: string; readonly mode: number },
  ): Promise<boolean> {
    const object = this.#path(hash, mode);
    try {
      await Deno.link(object, path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      // The object has as many names as the disk allows, or the disk knows no hard links.
      if (!NO_LINK_CODES.has(errorCode(error) ?? "")) throw error;
      await Deno.copyFile(object, path);
      return true;
    }
  }

  async #putSmall(source: string, entry: FileEntry): Promise<string> {
    const bytes = await readSource(source);
    const hash = createHash("sha256").update(bytes).digest("hex");
    if (this.has(hash, { ...entry, sizeBytes: bytes.length })) return hash;
    const temporary = this.#temporary();
    // Synchronous on purpose: some 30 µs each, while an asynchronous call costs 60 µs and a thread.
    await Deno.writeFile(temporary, bytes, { mode: entry.mode });
    this.#moveIn(temporary, hash, entry.mode);
    return hash;
  }

  async #putLarge(source: string, entry: FileEntry): Promise<string> {
    const temporary = this.#temporary();
    // Copied first and hashed then: the name fits the copy even when the source changes meanwhile.
    await copySource(source, temporary);
    const hash = await hashFile(temporary);
    Deno.chmodSync(temporary, entry.mode);
    this.#moveIn(temporary, hash, entry.mode);
    return hash;
  }

  #moveIn(temporary: string, hash: string, mode: number): void {
    Deno.renameSync(temporary, this.#path(hash, mode));
  }

  #temporary(): string {
    return join(this.#temporaryDir, `object-${this.#count++}`);
  }

  #path(hash: string, mode: number): string {
    return join(this.#dir, `${hash}-${mode.toString(8)}`);
  }
}

const NO_LINK_CODES = new Set(["EMLINK", "EPERM", "EXDEV", "ENOTSUP", "EOPNOTSUPP"]);

/** The SHA-256 of a file's content, as hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    using file = await Deno.open(path);
    const buffer = new Uint8Array(SMALL_BYTES);
    for (let size = await file.read(buffer); size !== null; size = await file.read(buffer)) {
      hash.update(buffer.subarray(0, size));
    }
  } catch (error) {
    throw sourceError(error, path);
  }
  return hash.digest("hex");
}

async function readSource(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw sourceError(error, path);
  }
}

async function copySource(source: string, to: string): Promise<void> {
  try {
    await Deno.copyFile(source, to);
  } catch (error) {
    const isSource = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    throw isSource ? sourceError(error, source) : error;
  }
}
