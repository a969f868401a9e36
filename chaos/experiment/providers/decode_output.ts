/**
 * Decodes what a program wrote: UTF-8 or, with a byte order mark, UTF-16; what is neither is read as Latin-1.
 * The Chaos Toolkit guesses, and takes short UTF-8 for Big5 or UTF-16 now and then.
 */
export function decodeOutput(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const label = first === 0xff && second === 0xfe
    ? "utf-16le"
    : first === 0xfe && second === 0xff
    ? "utf-16be"
    : "utf-8";
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}
