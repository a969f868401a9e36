/** What a server-sent event stream carries: events, and comments that show that it lives. */
export type SseMessage =
  | { readonly kind: "event"; readonly event: string; readonly data: string; readonly id: string }
  | { readonly kind: "comment"; readonly text: string };

/** The longest line or event that is read, in characters. */
const MOST_CHARS = 32 * 1024 * 1024;

const LF = 10;
const CR = 13;

/**
 * Reads server-sent events from text that comes in pieces.
 *
 * Lines end with LF, CR or CRLF, also when the pieces split one; an event that the stream does not
 * end with a blank line is not delivered.
 * Source: WHATWG HTML, server-sent events, 9.2.6.
 */
export class SseParser {
  #rest = "";
  #data: string[] = [];
  #event = "";
  #id = "";
  #size = 0;
  #first = true;
  #afterCr = false;

  /** Takes the next piece; returns what it completed. @throws {RangeError} on an endless event. */
  push(piece: string): SseMessage[] {
    const messages: SseMessage[] = [];
    let start = this.#skip(piece);
    for (let at = start; at < piece.length; at++) {
      const char = piece.charCodeAt(at);
      if (char !== LF && char !== CR) continue;
      const message = this.#line(this.#rest + piece.slice(start, at));
      if (message !== undefined) messages.push(message);
      this.#rest = "";
      if (char === CR && piece.charCodeAt(at + 1) === LF) at++;
      else if (char === CR && at + 1 === piece.length) this.#afterCr = true;
      start = at + 1;
    }
    this.#rest += piece.slice(start);
    this.#size += piece.length;
    if (this.#size > MOST_CHARS) throw new RangeError("An event of the stream is too long");
    return messages;
  }

  /** How many characters at the start of a piece mean nothing: a byte order mark, the LF of a CRLF. */
  #skip(piece: string): number {
    if (piece === "") return 0;
    const skipLf = this.#afterCr && piece.charCodeAt(0) === LF;
    const skipMark = this.#first && piece.startsWith("\ufeff");
    this.#afterCr = false;
    this.#first = false;
    return skipLf || skipMark ? 1 : 0;
  }

  #line(line: string): SseMessage | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return { kind: "comment", text: line.slice(1).trimStart() };
    const name = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    return undefined;
  }

  #dispatch(): SseMessage | undefined {
    const data = this.#data;
    const event = this.#event;
    this.#data = [];
    this.#event = "";
    this.#size = 0;
    if (data.length === 0) return undefined;
    return { kind: "event", event: event || "message", data: data.join("\n"), id: this.#id };
  }
}

/** Reads the messages of a response body, to its end or the signal; cancels it when the reader leaves. */
export async function* readSse(
  body: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<SseMessage> {
  const parser = new SseParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  // A body that is broken already cannot be cancelled, and need not be.
  const leave = () => reader.cancel(signal?.reason).catch(() => undefined);
  if (signal?.aborted) return void await leave();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    await leave();
  }
}
