import type { OutputLine } from "../ports/spawner.ts";

/** Characters. Loggers that write JSON put whole stacks of errors on a line. */
const LONGEST_LINE = 65_536;

/**
 * Merges two byte streams into one sequence of lines, in order of arrival.
 *
 * A line above 64 Ki characters is cut into parts, which say so, so a child that never ends a line cannot
 * fill the memory.
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
  const cutter = new LineCutter(stream);
  const text = bytes.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>);
  try {
    for await (const chunk of text) yield* cutter.push(chunk);
  } catch {
    // The pipe broke because the process is gone; what was read is all there is.
  }
  yield* cutter.end();
}

/** Makes lines, and parts of those that are too long, of text that comes in chunks. */
class LineCutter {
  readonly #stream: OutputLine["stream"];
  #rest = "";
  #parts = 0;

  constructor(stream: OutputLine["stream"]) {
    this.#stream = stream;
  }

  /** What a chunk completes. */
  *push(chunk: string): Generator<OutputLine> {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) yield* this.#whole(line.replace(/\r$/, ""));
    this.#rest = yield* this.#cut(this.#rest);
  }

  /** What stands after the last end of a line. */
  *end(): Generator<OutputLine> {
    if (this.#rest !== "") yield* this.#whole(this.#rest);
  }

  *#whole(line: string): Generator<OutputLine> {
    const text = yield* this.#cut(line);
    const stream = this.#stream;
    if (this.#parts === 0) yield { stream, text };
    else if (text !== "") yield { stream, text, part: this.#parts + 1 };
    this.#parts = 0;
  }

  /** Takes parts off while text is too long; answers what is left. */
  *#cut(text: string): Generator<OutputLine, string> {
    let at = 0;
    for (; text.length - at > LONGEST_LINE; at += LONGEST_LINE) {
      const part = ++this.#parts;
      yield { stream: this.#stream, text: text.slice(at, at + LONGEST_LINE), part };
    }
    return text.slice(at);
  }
}
