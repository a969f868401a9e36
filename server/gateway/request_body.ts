import { NetopsError, type Timer } from "@netops/core";

/** Bounds of a request body. */
export interface BodyLimits {
  /** The most bytes a body may have. */
  readonly maxBodyBytes: number;
  /** The longest time without a byte, in ms. */
  readonly progressTimeoutMs: number;
}

/** What is sent on as a body. */
export type BodyContent = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** A request body that is bounded in size and time, and that knows whether it can be sent (again). */
export interface RequestBody {
  /** Why the client's body could not be read, once that happened. */
  readonly failure: NetopsError | undefined;
  /** Aborts when the client's body could not be read; undefined for a body that was read already. */
  readonly signal: AbortSignal | undefined;
  /** Whether {@linkcode open} gives the whole body: always when buffered, else until it was read from. */
  isReplayable(): boolean;
  /** The content for one attempt. */
  open(): BodyContent;
}

/** Bodies of a stated length up to this are held in memory, so that they can be sent again. */
export const MAX_BUFFERED_BYTES = 262_144;

/** A body in more pieces than this has to have pieces of 16 bytes on average. */
const MAX_SMALL_PIECES = 4_096;
const MIN_PIECE_BYTES = 16;

/** Whether a request says that it has a body. Source: RFC 9112, 6. */
export function hasBody(headers: Headers): boolean {
  const length = headers.get("content-length");
  return (length !== null && length !== "0") || headers.has("transfer-encoding");
}

/**
 * Takes the body of a request: small ones of a stated length are read here, others are streamed.
 *
 * @throws {NetopsError} TOO_LARGE, REQUEST_STALLED, or REQUEST_INVALID for broken framing.
 */
export async function takeRequestBody(
  request: Request,
  options: BodyLimits & { readonly timer: Timer },
): Promise<RequestBody | undefined> {
  if (!hasBody(request.headers) || request.body === null) return undefined;
  const lengthBytes = Number(request.headers.get("content-length") ?? "NaN");
  if (lengthBytes > options.maxBodyBytes) throw tooLarge(options.maxBodyBytes);
  const reader = new BoundedReader(request.body.getReader(), options);
  if (!(lengthBytes <= MAX_BUFFERED_BYTES)) return new StreamedBody(reader);
  const bytes = new Uint8Array(lengthBytes);
  let filled = 0;
  for (let piece = await reader.read(); piece !== undefined; piece = await reader.read()) {
    bytes.set(piece, filled);
    filled += piece.byteLength;
  }
  if (filled !== lengthBytes) throw invalidBody("it is shorter than it says");
  return { failure: undefined, signal: undefined, isReplayable: () => true, open: () => bytes };
}

class StreamedBody implements RequestBody {
  readonly #reader: BoundedReader;
  #isTouched = false;

  constructor(reader: BoundedReader) {
    this.#reader = reader;
  }

  get failure(): NetopsError | undefined {
    return this.#reader.failure;
  }

  get signal(): AbortSignal {
    return this.#reader.signal;
  }

  isReplayable(): boolean {
    return !this.#isTouched;
  }

  open(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        this.#isTouched = true;
        const piece = await this.#reader.read();
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
      cancel: (reason) => this.#isTouched ? this.#reader.cancel(reason) : undefined,
    }, { highWaterMark: 0 });
  }
}

class BoundedReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #options: BodyLimits & { readonly timer: Timer };
  readonly #abort = new AbortController();
  #sizeBytes = 0;
  #pieces = 0;
  failure: NetopsError | undefined;

  constructor(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    options: BodyLimits & { readonly timer: Timer },
  ) {
    this.#reader = reader;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The next piece, or undefined at the end. */
  async read(): Promise<Uint8Array | undefined> {
    const result = await this.#readInTime();
    if (result.done) return undefined;
    this.#sizeBytes += result.value.byteLength;
    this.#pieces++;
    if (this.#sizeBytes > this.#options.maxBodyBytes) {
      throw this.#fail(tooLarge(this.#options.maxBodyBytes));
    }
    if (this.#pieces > MAX_SMALL_PIECES && this.#sizeBytes < this.#pieces * MIN_PIECE_BYTES) {
      throw this.#fail(invalidBody("it comes in pieces of a few bytes"));
    }
    return result.value;
  }

  cancel(reason: unknown): Promise<void> {
    return this.#reader.cancel(reason).catch(() => undefined);
  }

  async #readInTime(): Promise<ReadableStreamReadResult<Uint8Array>> {
    const { timer, progressTimeoutMs } = this.#options;
    const stalled = Promise.withResolvers<never>();
    const cancelTimer = timer.after(progressTimeoutMs, () => {
      stalled.reject(this.#fail(
        new NetopsError(
          "REQUEST_STALLED",
          `Cannot read the body as no byte came for ${progressTimeoutMs} ms`,
          { details: { headers: { connection: "close" } } },
        ),
      ));
    });
    try {
      const result = await Promise.race([this.#reader.read(), stalled.promise]);
      // A cancelled reader says that it is done, which must not pass for the end of the body.
      if (this.failure !== undefined) throw this.failure;
      return result;
    } catch (thrown) {
      throw this.failure ?? this.#fail(invalidBody("its framing is broken", thrown));
    } finally {
      cancelTimer();
    }
  }

  #fail(error: NetopsError): NetopsError {
    this.failure = error;
    this.#abort.abort(error);
    // Whoever waits for the rest of this body must not wait for ever.
    this.cancel(error);
    return error;
  }
}

function tooLarge(maxBodyBytes: number): NetopsError {
  return new NetopsError("TOO_LARGE", `Cannot take the body as it is over ${maxBodyBytes} bytes`, {
    details: { maxBodyBytes },
  });
}

function invalidBody(reason: string, cause?: unknown): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot read the body as ${reason}`, { cause });
}
