import { NetopsError } from "@netops/core";

const MOST_BYTES = 4_096;

/** Reads the body of an action. @throws {NetopsError} TOO_LARGE beyond 4,096 bytes, REQUEST_INVALID */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) {
    throw new NetopsError("TOO_LARGE", `Cannot read more than ${MOST_BYTES} bytes`);
  }
  try {
    return JSON.parse(await request.text());
  } catch (cause) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as JSON", { cause });
  }
}
