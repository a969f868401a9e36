/** What a raw origin does on each connection. */
export interface RawOriginOptions {
  /** Answers in turn, as they stand; the last one is repeated. */
  readonly answers: readonly string[];
  /** How many requests of a connection are answered; the next one is met with a close. */
  readonly perConnection: number;
  /** Closes right after the last answer instead of at the next request. */
  readonly closeAtOnce?: boolean;
}

/** An origin that speaks bytes, so that it can answer what no HTTP server would. */
export interface RawOrigin {
  readonly port: number;
  /** The heads it read, in order of arrival. */
  readonly requests: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a raw origin on loopback. */
export function startRawOrigin(options: RawOriginOptions): RawOrigin {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  const requests: string[] = [];
  const serve = async (connection: Deno.TcpConn) => {
    open.add(connection);
    for (let served = 0;; served++) {
      const head = await readRequest(connection);
      if (head === undefined) break;
      requests.push(head);
      if (served >= options.perConnection) break;
      const answer = options.answers[Math.min(served, options.answers.length - 1)] ?? "";
      await connection.write(new TextEncoder().encode(answer)).catch(() => 0);
      if (options.closeAtOnce && served + 1 >= options.perConnection) break;
    }
    if (open.delete(connection)) connection.close();
  };
  const serving: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const connection of listener) serving.push(serve(connection));
  })();
  return {
    port: listener.addr.port,
    requests,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      for (const connection of open) {
        open.delete(connection);
        connection.close();
      }
      await accepting;
      await Promise.all(serving);
    },
  };
}

/** Reads one head and the body that its Content-Length states; undefined when the peer hung up. */
async function readRequest(connection: Deno.TcpConn): Promise<string | undefined> {
  const buffer = new Uint8Array(65_536);
  let text = "";
  while (!isComplete(text)) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) return undefined;
    text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return text;
}

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length >= end + 4 + length;
}
