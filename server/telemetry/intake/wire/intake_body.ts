import { gunzipSync } from "node:zlib";
import { readBytes } from "./read_bytes.ts";

/** Why a body is not taken. */
export type BodyProblem = "too_large" | "bad_encoding" | "unknown_encoding" | "busy";

/** A body as it came and as it is meant. */
export interface IntakeBody {
  /** As it came. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Without gzip. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How much is read. */
export interface IntakeBodyOptions {
  /** Of one body, before and after gzip. */
  readonly mostBytes: number;
  readonly budget: ByteBudget;
}

/** Bytes of bodies that may be in memory at a time, over all requests. */
export class ByteBudget {
  #left: number;

  /** Begins with all of `mostBytes`. */
  constructor(mostBytes: number) {
    this.#left = mostBytes;
  }

  /** Takes some; false when that many are not left. */
  take(count: number): boolean {
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }

  /** Gives back what was taken. */
  give(count: number): void {
    this.#left += count;
  }
}

/**
 * Reads the body of a request, and hands it to `use`, while it counts against the budget.
 *
 * What a body without `content-length` may need is set aside at once: it cannot grow over its share.
 */
export async function withBody<Answer>(
  request: Request,
  options: IntakeBodyOptions,
  use: (body: IntakeBody | BodyProblem) => Answer,
): Promise<Answer> {
  const { mostBytes, budget } = options;
  const said = Number(request.headers.get("content-length") ?? NaN);
  if (said > mostBytes) return use("too_large");
  const shareBytes = Number.isFinite(said) ? said : mostBytes;
  if (!budget.take(shareBytes)) return use("busy");
  try {
    const raw = await readBytes(request.body, mostBytes);
    return use(raw === undefined ? "too_large" : unzip(raw, request, mostBytes));
  } finally {
    budget.give(shareBytes);
  }
}

function unzip(
  raw: Uint8Array<ArrayBuffer>,
  request: Request,
  mostBytes: number,
): IntakeBody | BodyProblem {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "" || encoding === "snappy") {
    return { raw, bytes: raw };
  }
  if (encoding !== "gzip" && encoding !== "x-gzip") return "unknown_encoding";
  try {
    const { buffer, byteOffset, byteLength } = gunzipSync(raw, { maxOutputLength: mostBytes });
    return { raw, bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) };
  } catch (thrown) {
    const isLarge = thrown instanceof RangeError;
    return isLarge ? "too_large" : "bad_encoding";
  }
}
