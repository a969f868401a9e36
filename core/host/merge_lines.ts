/** A line of a child's output. */
export interface OutputLine {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

const LONGEST_LINE = 16_384;

/**
 * Merges two byte streams into one sequence of lines, in order of arrival.
 *
 * A line above 16 KiB is cut into pieces, so a child that never ends a line cannot fill the memory.
 * The sources are read only as fast as lines are taken: pressure goes back to the child.
 */
export async function* mergeLines(
  stdout: ReadableStream<Uint8Array>,
  stderr: ReadableStream<Uint8Array>,
): AsyncGenerator<OutputLine> {
  const sources = [linesOf("stdout", stdout), linesOf("stderr", stderr)];
  const pending = new Map(sources.map((source, index) => [index, nextOf(index, source)]));
  while (pending.size > 0) {
    const { index, source, result } = await Promise.race(pending.values());
    if (result.done) pending.delete(index);
    else {
      pending.set(index, nextOf(index, source));
      yield result.value;
    }
  }
}

async function nextOf(index: number, source: AsyncGenerator<OutputLine>) {
  return { index, source, result: await source.next() };
}

async function* linesOf(
  stream: OutputLine["stream"],
  bytes: ReadableStream<Uint8Array>,
): AsyncGenerator<OutputLine> {
  let rest = "";
  const text = bytes.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>);
  try {
    for await (const chunk of text) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield* pieces(stream, line.replace(/\r$/, ""));
      if (rest.length > LONGEST_LINE) {
        yield* pieces(stream, rest);
        rest = "";
      }
    }
  } catch {
    // The pipe broke because the process is gone; what was read is all there is.
  }
  if (rest !== "") yield* pieces(stream, rest);
}

function* pieces(stream: OutputLine["stream"], line: string): Generator<OutputLine> {
  if (line.length <= LONGEST_LINE) return yield { stream, text: line };
  for (let at = 0; at < line.length; at += LONGEST_LINE) {
    yield { stream, text: line.slice(at, at + LONGEST_LINE) };
  }
}
