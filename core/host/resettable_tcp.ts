import net from "node:net";
import type { TcpConnection, TcpListener, TcpListenOptions } from "../ports/tcp.ts";
import { portTaken } from "./port_taken.ts";

const CLOSED = new Error("The connection was closed");

/**
 * Listens with sockets that can send RST: only Node's API has a call for that.
 *
 * Source: Node.js documentation, net, socket.resetAndDestroy().
 */
export function listenResettable(
  options: TcpListenOptions,
  accept: (connection: TcpConnection) => void,
): Promise<TcpListener> {
  const { hostname, port } = options;
  const server = net.createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    (socket) => accept(new ResettableConnection(socket)),
  );
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(hostname, port, error) : error);
    });
    server.listen({ host: hostname, port }, () => {
      const address = server.address() as net.AddressInfo;
      // What breaks one accept must not end the process.
      server.on("error", () => {});
      resolve({
        hostname: address.address,
        port: address.port,
        close: () => {
          // Its callback waits for the connections as well, and they have an owner of their own.
          server.close();
          return new Promise((done) => setImmediate(done));
        },
      });
    });
  });
}

/** Connects with a socket that can send RST. */
export function connectResettable(
  options: TcpListenOptions,
  signal: AbortSignal,
): Promise<TcpConnection> {
  const { hostname, port } = options;
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port, allowHalfOpen: true, noDelay: true });
    const give = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const late = () => give(signal.reason);
    signal.addEventListener("abort", late, { once: true });
    socket.once("error", give);
    socket.once("connect", () => {
      signal.removeEventListener("abort", late);
      socket.off("error", give);
      resolve(new ResettableConnection(socket));
    });
  });
}

/** Reads by pull over a paused socket, so that nothing is taken from the system before it is asked for. */
class ResettableConnection implements TcpConnection {
  readonly peer: string;
  readonly canReset = true;
  readonly #socket: net.Socket;
  #failure: Error | undefined;
  #rest: Uint8Array | undefined;
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    this.peer = `${socket.remoteAddress}:${socket.remotePort}`;
    const wake = () => this.#wake?.();
    socket.on("readable", wake);
    socket.on("end", () => {
      this.#isEnded = true;
      wake();
    });
    socket.on("error", (error) => {
      this.#failure ??= error;
      wake();
    });
    socket.on("close", () => {
      this.#failure ??= CLOSED;
      wake();
    });
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (true) {
      this.#rest ??= this.#socket.read() ?? undefined;
      if (this.#rest !== undefined) return this.#give(this.#rest, buffer);
      if (this.#isEnded) return null;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(data: Uint8Array): Promise<number> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#socket.write(data, (error) => error ? reject(error) : resolve(data.byteLength));
    });
  }

  closeWrite(): Promise<void> {
    this.#socket.end();
    return Promise.resolve();
  }

  close(): void {
    this.#socket.destroy();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #give(chunk: Uint8Array, buffer: Uint8Array): number {
    const count = Math.min(chunk.byteLength, buffer.byteLength);
    buffer.set(chunk.subarray(0, count));
    this.#rest = count < chunk.byteLength ? chunk.subarray(count) : undefined;
    return count;
  }
}
