/** Reads the start of a body as text and lets the rest go; bodies of others have no end to rely on. */
export async function readStart(response: Response, limitBytes: number): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let [text, sizeBytes] = ["", 0];
  const reader = response.body.getReader();
  while (sizeBytes < limitBytes) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    const part = value.subarray(0, limitBytes - sizeBytes);
    sizeBytes += part.byteLength;
    text += decoder.decode(part, { stream: true });
  }
  await reader.cancel();
  return text;
}
