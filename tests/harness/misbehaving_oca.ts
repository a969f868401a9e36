/** What an OCA of a test does to requests. */
export type OcaMood =
  | "good"
  /** Answers 503. */
  | "503"
  /** Answers 403, as for a signature that ended. */
  | "403"
  /** Closes the connection instead of answering. */
  | "reset"
  /** Takes the request and never answers. */
  | "hang"
  /** Sends the head and half of the body, then nothing. */
  | "silence"
  /** Sends the body at `slowBytesPerS`. */
  | "slow"
  /** Sends half of the promised body and closes. */
  | "truncated";

/** The title that is served. */
export interface OcaTitle {
  readonly segments: number;
  readonly segmentMs: number;
  readonly segmentBytes: number;
}

/** A small OCA that can be told to misbehave at any moment. */
export interface MisbehavingOca extends AsyncDisposable {
  readonly id: string;
  /** Address of the multivariant playlist. */
  readonly url: string;
  mood: OcaMood;
  /** Paths that were asked for, in order. */
  readonly paths: readonly string[];
  /** Heads as they came. */
  readonly heads: readonly string[];
  /** Ends it as SIGKILL would: connections break, new ones are refused. */
  kill(): void;
}

const SLOW_BYTES_PER_S = 20_000;
const encoder = new TextEncoder();

/** Serves a title of dummy bytes over TCP, so that every way to fail can be had. */
export function startMisbehavingOca(id: string, title: OcaTitle): MisbehavingOca {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return new TcpOca(id, title, listener);
}

class TcpOca implements MisbehavingOca {
  mood: OcaMood = "good";
  readonly url: string;
  readonly paths: string[] = [];
  readonly heads: string[] = [];
  readonly #open = new Set<Deno.TcpConn>();
  readonly #serving: Promise<void>[] = [];
  readonly #accepting: Promise<void>;
  readonly #closing = new AbortController();

  constructor(
    readonly id: string,
    readonly title: OcaTitle,
    readonly listener: Deno.TcpListener,
  ) {
    this.url = `http://127.0.0.1:${listener.addr.port}/t1/v1/master.m3u8?sig=1`;
    this.#accepting = this.#accept();
  }

  kill(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.listener.close();
    for (const connection of this.#open) connection.close();
    this.#open.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#accepting;
    await Promise.all(this.#serving);
  }

  async #accept(): Promise<void> {
    for await (const connection of this.listener) this.#serving.push(this.#serve(connection));
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    this.#open.add(connection);
    try {
      for (;;) {
        const head = await readHead(connection);
        if (head === undefined || !await this.#answer(connection, head)) break;
      }
    } catch {
      // The other side hung up, or this one was killed.
    }
    if (this.#open.delete(connection)) connection.close();
  }

  /** False ends the connection. */
  async #answer(connection: Deno.TcpConn, head: string): Promise<boolean> {
    const [, target = ""] = head.split(" ");
    const path = target.split("?")[0] ?? "";
    this.paths.push(path);
    this.heads.push(head);
    const { mood } = this;
    if (mood === "reset") return false;
    if (mood === "hang") return await this.#never();
    const body = mood === "503" || mood === "403" ? encoder.encode("no") : this.#body(path);
    const status = mood === "503" || mood === "403" ? mood : body === undefined ? "404" : "200";
    const size = body?.byteLength ?? 0;
    await writeAll(
      connection,
      encoder.encode(
        `HTTP/1.1 ${status} x\r\ncontent-length: ${size}\r\n` +
          `server-timing: cdn-cache;desc=HIT\r\n\r\n`,
      ),
    );
    if (body === undefined) return true;
    if (mood === "slow") return await this.#trickle(connection, body);
    if (mood !== "silence" && mood !== "truncated") {
      await writeAll(connection, body);
      return true;
    }
    await writeAll(connection, body.subarray(0, size / 2));
    return mood === "silence" ? await this.#never() : false;
  }

  async #trickle(connection: Deno.TcpConn, body: Uint8Array): Promise<boolean> {
    const piece = SLOW_BYTES_PER_S / 20;
    for (let at = 0; at < body.byteLength; at += piece) {
      await writeAll(connection, body.subarray(at, at + piece));
      await this.#pause(50);
    }
    return true;
  }

  /** Waits until it is killed. */
  async #never(): Promise<false> {
    await this.#pause(undefined);
    return false;
  }

  #pause(delayMs: number | undefined): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const timer = delayMs === undefined ? undefined : setTimeout(resolve, delayMs);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
      if (signal.aborted) resolve();
    });
  }

  #body(path: string): Uint8Array | undefined {
    const name = path.replace("/t1/v1/", "");
    if (name === "master.m3u8") return encoder.encode(MASTER);
    if (/^[av]\d\/playlist\.m3u8$/.test(name)) return encoder.encode(this.#playlist());
    if (/^[av]\d\/(init\.mp4|\d+\.m4s)$/.test(name)) {
      return new Uint8Array(this.title.segmentBytes);
    }
    return undefined;
  }

  #playlist(): string {
    const { segments, segmentMs } = this.title;
    const list = Array.from(
      { length: segments },
      (_, index) => `#EXTINF:${segmentMs / 1_000},\n${index + 1}.m4s?sig=1`,
    );
    return ["#EXTM3U", '#EXT-X-MAP:URI="init.mp4?sig=1"', ...list, "#EXT-X-ENDLIST"].join("\n");
  }
}

const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",DEFAULT=YES,URI="a0/playlist.m3u8?sig=1"
#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=320x180,AUDIO="a"
v0/playlist.m3u8?sig=1
#EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=640x360,AUDIO="a"
v1/playlist.m3u8?sig=1
`;

async function readHead(connection: Deno.TcpConn): Promise<string | undefined> {
  const buffer = new Uint8Array(16_384);
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) return undefined;
    text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return text;
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await connection.write(bytes.subarray(at));
}
