/** Reads an answer's body up to a number of bytes, and gives up the rest. */
export async function readAtMost(
  response: Response,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let leftBytes = mostBytes;
  for await (const piece of response.body) {
    pieces.push(piece.subarray(0, leftBytes));
    leftBytes -= piece.byteLength;
    // Leaving the loop cancels the rest.
    if (leftBytes <= 0) break;
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
