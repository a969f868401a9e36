import { type RunningService, startService } from "../harness/start_service.ts";

/** What the link process may do; it needs nothing else. */
export const LINK_RIGHTS = ["--no-check", "--allow-net=127.0.0.0/8", "--no-prompt"];

/** An answer of the API. */
export interface LinkAnswer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- answers are looked into field by field
  readonly body: any;
  readonly tookMs: number;
}

/** The link process, and calls of its API. */
export class LinkRig implements AsyncDisposable {
  constructor(readonly service: RunningService) {}

  /** Starts the process. */
  static async start(config: Record<string, unknown> = {}, seed = "1"): Promise<LinkRig> {
    return new LinkRig(
      await startService({
        entry: "chaos/link/main.ts",
        boot: { config, seed },
        permissions: LINK_RIGHTS,
      }),
    );
  }

  /** Calls the API. */
  async ask(method: string, path: string, body?: unknown): Promise<LinkAnswer> {
    const startedAtMs = performance.now();
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const tookMs = performance.now() - startedAtMs;
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text), tookMs };
  }

  /** Makes a proxy in front of a port and says where it listens. */
  async proxy(name: string, upstreamPort: number, more: Record<string, unknown> = {}) {
    const { status, body } = await this.ask("POST", "/proxies", {
      ...{ name, listen: "127.0.0.1:0", upstream: `127.0.0.1:${upstreamPort}`, ...more },
    });
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return Number(String(body.listen).split(":")[1]);
  }

  /** Adds a toxic. */
  async toxic(proxy: string, toxic: Record<string, unknown>): Promise<LinkAnswer> {
    const answer = await this.ask("POST", `/proxies/${proxy}/toxics`, toxic);
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  /** Ends the process and removes its home. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
  }
}

/** A TCP service of a test; every connection is handled by `serve`, which may reject. */
export class TcpService implements AsyncDisposable {
  readonly port: number;
  readonly open = new Set<Deno.TcpConn>();
  readonly #listener: Deno.TcpListener;
  readonly #accepting: Promise<void>;
  readonly #serving: Promise<void>[] = [];

  constructor(serve: (conn: Deno.TcpConn) => Promise<void>) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#accepting = this.#accept(serve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const conn of [...this.open]) close(conn);
    await Promise.all(this.#serving);
  }

  async #accept(serve: (conn: Deno.TcpConn) => Promise<void>): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        this.open.add(conn);
        const done = () => {
          this.open.delete(conn);
          close(conn);
        };
        this.#serving.push(serve(conn).then(done, done));
      }
    } catch {
      // The listener was closed.
    }
  }
}

/** A service that sends back what it gets, and ends when the client has ended. */
export function startEcho(): TcpService {
  return new TcpService(async (conn) => {
    const buffer = new Uint8Array(65_536);
    for (let n = await conn.read(buffer); n !== null; n = await conn.read(buffer)) {
      await writeAll(conn, buffer.slice(0, n));
    }
    await conn.closeWrite();
  });
}

/** Writes all bytes. */
export async function writeAll(conn: Deno.Conn, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.byteLength;) at += await conn.write(data.subarray(at));
}

/** Reads exactly this many bytes, or what there is until the end. */
export async function readBytes(conn: Deno.Conn, count: number): Promise<Uint8Array> {
  const all = new Uint8Array(count);
  let at = 0;
  while (at < count) {
    const n = await conn.read(all.subarray(at));
    if (n === null) break;
    at += n;
  }
  return all.subarray(0, at);
}

/** Sends text and reads as many bytes back; says how long it took. */
export async function roundTrip(conn: Deno.Conn, text = "ping"): Promise<number> {
  const startedAtMs = performance.now();
  await writeAll(conn, new TextEncoder().encode(text));
  const back = new TextDecoder().decode(await readBytes(conn, text.length));
  if (back !== text) throw new Error(`sent ${text}, got ${back}`);
  return performance.now() - startedAtMs;
}

/** Connects to a port of loopback. */
export function dial(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}

/** How a connection ended: "end", "reset", or "open" when it did not within `waitMs`. */
export async function endingOf(conn: Deno.Conn, waitMs = 2_000): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => timer = setTimeout(resolve, waitMs, "open"));
  const buffer = new Uint8Array(65_536);
  const ending = (async () => {
    try {
      while (await conn.read(buffer) !== null);
      return "end";
    } catch (thrown) {
      return thrown instanceof Deno.errors.ConnectionReset ? "reset" : "end";
    }
  })();
  const outcome = await Promise.race([ending, late]);
  clearTimeout(timer);
  return outcome;
}

/** Closes what may be closed already. */
export function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // The other side of the test was quicker.
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited 2 s for: ${what}`);
}

/** Waits. */
export function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
