import { NetopsError } from "../errors/netops_error.ts";
import type { Tcp, TcpConnection, TcpListener, TcpListenOptions } from "../ports/tcp.ts";
import { portTaken } from "./port_taken.ts";

/** How long the accept loop rests when it broke (EMFILE). */
const ACCEPT_REST_MS = 50;

/** TCP on the runtime's own sockets; those that must be able to send RST are another kind. */
export const denoTcp: Tcp = { listen, connect };

async function listen(
  options: TcpListenOptions,
  accept: (connection: TcpConnection) => void,
): Promise<TcpListener> {
  if (options.resettable === true) {
    const { listenResettable } = await importResettable();
    return await listenResettable(options, accept);
  }
  try {
    return new DenoTcpListener(options, accept);
  } catch (thrown) {
    throw listenError(options, thrown);
  }
}

/** Loads Node's sockets when they are needed: every process of ours imports the host. */
function importResettable() {
  return import("./resettable_tcp.ts");
}

async function connect(
  options: TcpListenOptions & { readonly timeoutMs: number },
): Promise<TcpConnection> {
  const { hostname, port, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    if (options.resettable === true) {
      const { connectResettable } = await importResettable();
      return await connectResettable(options, signal);
    }
    return new DenoTcpConnection(await Deno.connect({ hostname, port, signal }));
  } catch (cause) {
    throw new NetopsError("UNREACHABLE", `Cannot connect to ${hostname}:${port}`, {
      details: { hostname, port },
      cause,
    });
  }
}

class DenoTcpListener implements TcpListener {
  readonly hostname: string;
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #accepting: Promise<void>;
  #isClosed = false;

  constructor(options: TcpListenOptions, accept: (connection: TcpConnection) => void) {
    const { hostname, port } = options;
    this.#listener = Deno.listen({ hostname, port });
    this.hostname = this.#listener.addr.hostname;
    this.port = this.#listener.addr.port;
    this.#accepting = this.#acceptAll(accept);
  }

  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#listener.close();
    }
    // The system frees the port when the pending accept has let go of it.
    await this.#accepting;
  }

  async #acceptAll(accept: (connection: TcpConnection) => void): Promise<void> {
    while (!this.#isClosed) {
      try {
        accept(new DenoTcpConnection(await this.#listener.accept()));
      } catch {
        if (this.#isClosed) return;
        // Out of descriptors, or the client was gone before it was accepted: go on.
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_REST_MS));
      }
    }
  }
}

class DenoTcpConnection implements TcpConnection {
  readonly peer: string;
  readonly canReset = false;
  readonly #conn: Deno.TcpConn;
  #isClosed = false;

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    const { hostname, port } = conn.remoteAddr;
    this.peer = `${hostname}:${port}`;
    try {
      conn.setNoDelay();
    } catch {
      // The other side is gone already, which the first read tells.
    }
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#conn.read(buffer);
  }

  write(data: Uint8Array): Promise<number> {
    return this.#conn.write(data);
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#conn.close();
  }

  reset(): void {
    this.close();
  }
}

function listenError(options: TcpListenOptions, thrown: unknown): unknown {
  if (!(thrown instanceof Deno.errors.AddrInUse)) return thrown;
  const { hostname, port } = options;
  return portTaken(hostname, port, thrown);
}
