import { ERROR_CODES, type ErrorCode } from "./codes.ts";

/** An error of kv, as far as its words carry it. */
export interface KvFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix?: string | undefined;
}

const CALL_FAILED = /^KV Connect failed to call .*?: ([A-Z_]+): (.+)$/s;
const FIX_MARK = "; fix: ";

/** Writes an error as the text that KV Connect carries. */
export function formatKvFailure({ code, message, fix }: KvFailure): string {
  return fix === undefined ? `${code}: ${message}` : `${code}: ${message}${FIX_MARK}${fix}`;
}

/**
 * Reads an error of our kv process out of what Deno's client throws, which is words only.
 *
 * Undefined for other errors. Without it a full disk would be shown as a bug, with an address of ours.
 */
export function readKvFailure(thrown: unknown): KvFailure | undefined {
  const words = thrown instanceof Error ? CALL_FAILED.exec(thrown.message) : null;
  const [, code = "", text = ""] = words ?? [];
  if (!Object.hasOwn(ERROR_CODES, code)) return undefined;
  const [message = "", fix] = text.split(FIX_MARK);
  return { code: code as ErrorCode, message, fix };
}
