import { NetopsError } from "@netops/core";

const MOST_BYTES = 1024 * 1024;

/** Reads a body of at most 1 MiB as text. @throws {NetopsError} TOO_LARGE */
export async function readBody(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let sizeBytes = 0;
  let text = "";
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MOST_BYTES) {
      throw new NetopsError("TOO_LARGE", `Cannot take a body of more than ${MOST_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
