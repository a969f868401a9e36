/** Reads stdin line by line; ends when the other end of the pipe is closed. */
export async function* stdinLines(): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await readStdin(buffer);
    if (count === null) return;
    const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function readStdin(buffer: Uint8Array): Promise<number | null> {
  try {
    return await Deno.stdin.read(buffer);
  } catch {
    // A broken pipe is the same as a closed one: the parent is gone.
    return null;
  }
}
