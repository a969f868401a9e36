import type { HeldTitle, PackagedFile, TitlePackage } from "@netops/core/contracts";
import { NetopsError } from "@netops/core";
import type { FailPoints } from "@netops/core/faults";

const CHUNK_BYTES = 256 * 1024;

/**
 * The disk of an OCA: objects named by their hash, and one marker for each title that is whole.
 *
 * A file gets its name only after it was written, flushed and closed, and a marker is written after all
 * files of its title: whatever moment a process or a machine dies in, nothing half stands under a name.
 */
export class ObjectStore {
  readonly #dir: string;
  readonly #points: FailPoints | undefined;
  readonly #folders = new Set<string>();
  #temporary = 0;

  /** Keeps below `dir`; `points` can make the disk fail. */
  constructor(dir: string, points?: FailPoints) {
    this.#dir = dir;
    this.#points = points;
    points?.offer("store-read", ["error", "delay", "corrupt"]);
    points?.offer("store-write", ["error", "delay", "full", "read-only"]);
  }

  /** Makes the folders and clears away what a death left half-written. */
  async open(): Promise<void> {
    await Deno.remove(`${this.#dir}/tmp`, { recursive: true }).catch(ignoreMissing);
    for (const folder of ["tmp", "titles", "objects"]) {
      await Deno.mkdir(`${this.#dir}/${folder}`, { recursive: true });
    }
  }

  /** Whether an object is there in its full size. */
  async has({ sha256, sizeBytes }: Pick<PackagedFile, "sha256" | "sizeBytes">): Promise<boolean> {
    try {
      return (await Deno.stat(this.#path(sha256))).size === sizeBytes;
    } catch (thrown) {
      ignoreMissing(thrown);
      return false;
    }
  }

  /** Reads a whole object. */
  async read(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
    await this.#points?.pass("store-read");
    const bytes = await Deno.readFile(this.#path(sha256));
    return this.#points?.corrupt("store-read", bytes) ?? bytes;
  }

  /** Reads a part of an object, end inclusive, piece by piece. */
  async stream(
    sha256: string,
    range: { readonly start: number; readonly end: number },
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    await this.#points?.pass("store-read");
    const file = await Deno.open(this.#path(sha256));
    const points = this.#points;
    await file.seek(range.start, Deno.SeekMode.Start);
    let leftBytes = range.end - range.start + 1;
    return new ReadableStream({
      async pull(controller) {
        const chunk = new Uint8Array(Math.min(CHUNK_BYTES, leftBytes));
        const count = await file.read(chunk).catch((thrown) => {
          closeQuietly(file);
          throw thrown;
        });
        const bytes = chunk.subarray(0, count ?? 0);
        if (count !== null) controller.enqueue(points?.corrupt("store-read", bytes) ?? bytes);
        leftBytes -= count ?? leftBytes;
        if (leftBytes > 0) return;
        file.close();
        controller.close();
      },
      cancel: () => closeQuietly(file),
    }, { highWaterMark: 1 });
  }

  /** Writes an object whose hash was checked. @throws {NetopsError} DISK_FULL */
  async write(sha256: string, bytes: Uint8Array): Promise<void> {
    await this.#writeWhole(this.#path(sha256), bytes);
  }

  /** Removes an object. */
  async remove(sha256: string): Promise<void> {
    await Deno.remove(this.#path(sha256)).catch(ignoreMissing);
  }

  /** Says that every file of a title is there. @throws {NetopsError} DISK_FULL */
  async writeMarker(title: TitlePackage): Promise<void> {
    await this.#writeWhole(this.#marker(title), new TextEncoder().encode(JSON.stringify(title)));
  }

  /** Takes a marker back. */
  async removeMarker(title: HeldTitle): Promise<void> {
    await Deno.remove(this.#marker(title)).catch(ignoreMissing);
  }

  /** The titles that a marker says to be whole and whose files all have their size. */
  async readMarkers(): Promise<TitlePackage[]> {
    const whole: TitlePackage[] = [];
    for await (const { name } of Deno.readDir(`${this.#dir}/titles`)) {
      const title = JSON.parse(await Deno.readTextFile(`${this.#dir}/titles/${name}`));
      const present = await Promise.all(
        (title as TitlePackage).files.map((file) => this.has(file)),
      );
      if (present.every(Boolean)) whole.push(title);
    }
    return whole;
  }

  async #writeWhole(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${this.#dir}/tmp/${this.#temporary++}`;
    try {
      await this.#meetFaults();
      await this.#makeFolder(path.slice(0, path.lastIndexOf("/")));
      await writeAndFlush(temporary, bytes);
      await Deno.rename(temporary, path);
    } catch (thrown) {
      await Deno.remove(temporary).catch(() => {
        // It was never made, or the disk fails altogether: the error below says more.
      });
      throw diskError(thrown);
    }
  }

  async #meetFaults(): Promise<void> {
    const points = this.#points;
    await points?.pass("store-write");
    if (points?.strikes("store-write", "full")) throw osError("ENOSPC", "no space left on device");
    if (points?.strikes("store-write", "read-only")) {
      throw osError("EROFS", "read-only file system");
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    await Deno.mkdir(folder, { recursive: true });
    this.#folders.add(folder);
  }

  #path(sha256: string): string {
    return `${this.#dir}/objects/${sha256.slice(0, 2)}/${sha256}`;
  }

  #marker({ titleId, version }: HeldTitle): string {
    return `${this.#dir}/titles/${titleId}.${version}.json`;
  }
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch {
    // A reader that left in the middle of a read: the read failed and closed it before.
  }
}

async function writeAndFlush(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  for (let written = 0; written < bytes.byteLength;) {
    written += await file.write(bytes.subarray(written));
  }
  await file.sync();
}

function osError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function ignoreMissing(thrown: unknown): void {
  if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
}

function diskError(thrown: unknown): unknown {
  const { code } = thrown as { readonly code?: string };
  if (code !== "ENOSPC" && code !== "EDQUOT") return thrown;
  return new NetopsError("DISK_FULL", "Cannot fill as no space is left on the disk", {
    fix: "free some space; what is held is served meanwhile",
    cause: thrown,
  });
}
