import type { Context } from "hono";
import { NetopsError } from "@netops/core";

const MOST_BYTES = 4 * 1024 * 1024;

/** A schema that tells whether a value is what it should be. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { message: string } };
}

/**
 * Reads a JSON body and checks it.
 *
 * @throws {NetopsError} UNSUPPORTED_MEDIA, TOO_LARGE, REQUEST_INVALID
 */
export async function readBody<T>(context: Context, schema: Schema<T>): Promise<T> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new NetopsError("UNSUPPORTED_MEDIA", "Cannot read a body that is not application/json");
  }
  const lengthBytes = Number(context.req.header("content-length") ?? 0);
  if (lengthBytes > MOST_BYTES) {
    throw new NetopsError("TOO_LARGE", `Cannot read ${lengthBytes} bytes`);
  }
  const parsed = schema.safeParse(await parseJson(context));
  if (parsed.success) return parsed.data;
  throw new NetopsError("REQUEST_INVALID", `Cannot read the body: ${parsed.error.message}`);
}

async function parseJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text.length > MOST_BYTES) throw new NetopsError("TOO_LARGE", "Cannot read a body that large");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as JSON", { cause });
  }
}
