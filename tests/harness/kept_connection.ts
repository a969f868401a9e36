/** One HTTP/1.1 connection that is kept, without the silent second try that `fetch` makes. */
export class KeptConnection {
  readonly #connection: Deno.TcpConn;
  readonly #decoder = new TextDecoder();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Opens a connection to a port of loopback. */
  static async open(port: number): Promise<KeptConnection> {
    return new KeptConnection(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends a GET and reads the answer, which must have a content-length; head and body as they came. */
  async get(path: string): Promise<string> {
    const { port } = this.#connection.remoteAddr;
    const request = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`;
    await this.#connection.write(new TextEncoder().encode(request));
    const buffer = new Uint8Array(4_096);
    let text = "";
    while (!isWhole(text)) {
      const count = await this.#connection.read(buffer);
      if (count === null) throw new Error(`the connection was cut after "${text}"`);
      text += this.#decoder.decode(buffer.subarray(0, count), { stream: true });
    }
    return text;
  }

  /** Closes it. */
  close(): void {
    this.#connection.close();
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`no content-length in "${text}"`);
  return text.length >= end + 4 + Number(length);
}
