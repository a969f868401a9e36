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
  const counter = new LineCounter();
  counter.serve(linesOf("stdout", stdout));
  counter.serve(linesOf("stderr", stderr));
  for (let offer = await counter.next(); offer !== undefined; offer = await counter.next()) {
    yield offer.line;
    offer.taken();
  }
}

interface Offer {
  readonly line: OutputLine;
  /** Lets the source of the line go on. */
  taken(): void;
}

/**
 * Where sources hand over one line each. Racing their promises would do the same, but each race
 * leaves a reaction on the promise of the silent source, which fills the memory line by line.
 */
class LineCounter {
  readonly #offers: Offer[] = [];
  #open = 0;
  #wake: () => void = () => undefined;

  async serve(source: AsyncIterable<OutputLine>): Promise<void> {
    this.#open++;
    for await (const line of source) {
      await new Promise<void>((taken) => {
        this.#offers.push({ line, taken });
        this.#wake();
      });
    }
    this.#open--;
    this.#wake();
  }

  async next(): Promise<Offer | undefined> {
    while (this.#offers.length === 0 && this.#open > 0) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#offers.shift();
  }
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
