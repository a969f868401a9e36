import { ERROR_CODES, type ErrorCode } from "./codes.ts";
import { readKvFailure } from "./kv_failure.ts";

/** What an error may carry besides its message. */
export interface NetopsErrorOptions {
  /** Ids and numbers for machines; no prose. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The command or action that mends it, shown last. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The only error class of netops: a code of the table, a message that says what and why, and a fix.
 *
 * Messages are in sentence case without a full stop: "Cannot renew the lease of X as it expired".
 */
export class NetopsError extends Error {
  override readonly name = "NetopsError";
  /** Which row of the error table this is. */
  readonly code: ErrorCode;
  /** Ids and numbers for machines. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What the user can do next, or undefined. */
  readonly fix: string | undefined;

  /** Makes an error of the table. */
  constructor(code: ErrorCode, message: string, options: NetopsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.fix = options.fix;
  }

  /** The exit code of the table for this error. */
  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }
}

/**
 * Turns anything thrown into a {@linkcode NetopsError}: an error of kv into what it was there, and what is
 * none of ours into BUG with the cause kept.
 */
export function toNetopsError(thrown: unknown): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  const kv = readKvFailure(thrown);
  if (kv !== undefined) {
    const fix = kv.fix === undefined ? {} : { fix: kv.fix };
    return new NetopsError(kv.code, kv.message, { cause: thrown, ...fix });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new NetopsError("BUG", message, { cause: thrown });
}
