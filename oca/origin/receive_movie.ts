import { NetopsError, type Timer } from "@netops/core";

/** How a movie is taken in. */
export interface ReceiveOptions {
  /** Where it is written. */
  readonly path: string;
  readonly timer: Timer;
  /** What the sender says that it will send; a length that HTTP says counts as well. */
  readonly sizeBytes?: number | undefined;
  /** What the disk has left, in bytes. */
  readonly freeBytes: () => Promise<number>;
}

/** What stays free on the disk, whatever comes. */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** The movie itself, and about as much again for the title that is made of it. */
const SPACE_FACTOR = 2;
const CHECK_EVERY_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 30_000;

/**
 * Writes the body of a request to the disk, as long as it may be.
 *
 * @throws {NetopsError} DISK_FULL before a byte is read when its length says that it cannot fit, or
 * when it turns out so; REQUEST_INVALID when nothing comes or it breaks off; REQUEST_STALLED
 */
export async function receiveMovie(request: Request, options: ReceiveOptions): Promise<number> {
  const saidBytes = options.sizeBytes ?? Number(request.headers.get("content-length") ?? 0);
  await requireSpace(options, saidBytes * SPACE_FACTOR);
  if (request.body === null) throw empty();
  using file = await Deno.open(options.path, { write: true, create: true, truncate: true });
  const body = new WatchedBody(request.body, options.timer);
  try {
    await copy(body, file, options);
    if (body.sizeBytes === 0) throw empty();
    if (saidBytes > 0 && body.sizeBytes !== saidBytes) throw brokenOff();
    return body.sizeBytes;
  } catch (thrown) {
    await body.cancel();
    throw toDiskFull(thrown);
  } finally {
    body.close();
  }
}

/** Pieces are small and go to the page cache: a thread for each write costs more than the write. */
async function copy(
  body: WatchedBody,
  file: Deno.FsFile,
  options: ReceiveOptions,
): Promise<void> {
  let checkAtBytes = CHECK_EVERY_BYTES;
  for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
    for (let at = 0; at < piece.byteLength;) at += file.writeSync(piece.subarray(at));
    if (body.sizeBytes < checkAtBytes) continue;
    checkAtBytes = body.sizeBytes + CHECK_EVERY_BYTES;
    await requireSpace(options, 0);
  }
}

/** A body that is given up when nothing comes for 30 to 60 s. */
class WatchedBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #stopWatch: () => void;
  #seenBytes = 0;
  #isStalled = false;
  sizeBytes = 0;

  constructor(body: ReadableStream<Uint8Array>, timer: Timer) {
    this.#reader = body.getReader();
    this.#stopWatch = timer.every(IDLE_MS, () => this.#look());
  }

  /** The next piece; undefined at the end. */
  async read(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#reader.read().catch((cause) => {
      throw brokenOff(cause);
    });
    if (this.#isStalled) {
      const message = "Cannot wait for a movie that sends nothing for 30 s";
      throw new NetopsError("REQUEST_STALLED", message);
    }
    this.sizeBytes += value?.byteLength ?? 0;
    return done ? undefined : value;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {}); // The sender may be gone already.
  }

  close(): void {
    this.#stopWatch();
  }

  #look(): void {
    if (this.sizeBytes === this.#seenBytes) {
      this.#isStalled = true;
      this.cancel();
    }
    this.#seenBytes = this.sizeBytes;
  }
}

async function requireSpace({ freeBytes }: ReceiveOptions, neededBytes: number): Promise<void> {
  const free = await freeBytes();
  if (free >= neededBytes + RESERVE_BYTES) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new NetopsError(
    "DISK_FULL",
    `Cannot take the movie as ${megabytes(free)} are free on the disk, and it needs ` +
      `${megabytes(neededBytes + RESERVE_BYTES)} with the title that is made of it`,
    { fix: "free some space, or remove a title: netops title list" },
  );
}

function toDiskFull(thrown: unknown): unknown {
  const isFull = thrown instanceof Error && /ENOSPC|No space left/i.test(thrown.message);
  return isFull
    ? new NetopsError("DISK_FULL", "Cannot take the movie as the disk is full", { cause: thrown })
    : thrown;
}

function brokenOff(cause?: unknown): NetopsError {
  const message = "Cannot take the movie as it broke off on the way";
  return new NetopsError("REQUEST_INVALID", message, { cause });
}

function empty(): NetopsError {
  return new NetopsError("REQUEST_INVALID", "Cannot make a title of an empty file");
}
