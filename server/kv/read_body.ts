import { NetopsError } from "@netops/core";

/**
 * Reads a whole body of at most `limitBytes`.
 *
 * @throws {NetopsError} TOO_LARGE as soon as it is known to be longer.
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    if (Number(declared) > limitBytes) throw tooLarge(limitBytes);
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function tooLarge(limitBytes: number): NetopsError {
  return new NetopsError("TOO_LARGE", `Cannot take a body of more than ${limitBytes} bytes`);
}
