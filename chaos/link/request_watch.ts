const MOST_BYTES = 8 * 1024;
const REQUEST_LINE = /^[A-Z]{3,10} (\S+) HTTP\/1\.[01]\r?\n/;
const MAY_BE_REQUEST = /^[A-Z]{1,10}( (\S*( (H(T(T(P(\/(1(\.([01]\r?)?)?)?)?)?)?)?)?)?)?)?$/;

/**
 * Tells which HTTP/1 path a connection is busy with.
 *
 * A request is looked for where one may begin: at the start, and in the first bytes that the client
 * sends after bytes of the server. So pipelined requests count as the first of them. At most 8 KiB
 * of a request line are kept; what is longer, or is no HTTP/1, leaves the path as it was.
 */
export class RequestWatch {
  #path: string | undefined;
  #mayBegin = true;
  #line = "";

  /** The path of the last request without its query; undefined before the first. */
  get path(): string | undefined {
    return this.#path;
  }

  /** Sees bytes of the client. */
  sentUp(data: Uint8Array): void {
    if (!this.#mayBegin) return;
    const room = MOST_BYTES - this.#line.length;
    this.#line += latin1(data.subarray(0, room));
    const match = REQUEST_LINE.exec(this.#line);
    if (match !== null) this.#path = pathOf(match[1] ?? "");
    // A line that is not complete yet goes on in the next bytes.
    const isOpen = match === null && this.#line.length < MOST_BYTES &&
      MAY_BE_REQUEST.test(this.#line);
    if (isOpen) return;
    this.#mayBegin = false;
    this.#line = "";
  }

  /** Sees that the server sent bytes. */
  sentDown(): void {
    this.#mayBegin = true;
    this.#line = "";
  }
}

function latin1(data: Uint8Array): string {
  let text = "";
  for (const byte of data) {
    text += String.fromCharCode(byte);
    // The rest of the head and the body say nothing.
    if (byte === 10) break;
  }
  return text;
}

function pathOf(target: string): string {
  const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, "");
  return path.split(/[?#]/, 1)[0] || "/";
}
