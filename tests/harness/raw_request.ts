/** What came back for raw bytes. */
export interface RawAnswer {
  /** Status of the first answer; 0 when none came. */
  readonly status: number;
  readonly text: string;
  /** Whether the other side closed the connection before the time was up. */
  readonly closed: boolean;
}

/** Sends bytes as they are and reads until the other side closes or `timeoutMs` passed. */
export async function rawRequest(
  port: number,
  bytes: string | Uint8Array,
  timeoutMs = 3_000,
): Promise<RawAnswer> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = Promise.withResolvers<"late">();
  const timeout = setTimeout(() => timer.resolve("late"), timeoutMs);
  let text = "";
  let closed = false;
  try {
    await writeAll(connection, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    const buffer = new Uint8Array(65_536);
    while (!closed) {
      const count = await Promise.race([connection.read(buffer).catch(() => null), timer.promise]);
      if (count === "late") break;
      closed = count === null;
      if (count !== null) text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
    }
  } finally {
    clearTimeout(timeout);
    connection.close();
  }
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text, closed };
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.byteLength;) {
    const count = await connection.write(bytes.subarray(sent)).catch(() => 0);
    // The other side hung up before it heard all: its answer may still be read.
    if (count === 0) return;
    sent += count;
  }
}
