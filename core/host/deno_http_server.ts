import { NetopsError } from "../errors/netops_error.ts";
import { problemResponse } from "../errors/problem.ts";
import type {
  HttpHandler,
  HttpListener,
  HttpListenOptions,
  HttpPeer,
  HttpServer,
} from "../ports/http.ts";

/** How long a listener waits before it serves again after its accept loop broke (EMFILE). */
const RESERVE_DELAY_MS = 50;

type NetServer = Deno.HttpServer<Deno.NetAddr>;

/**
 * Makes an HTTP server on `Deno.serve`.
 *
 * Compresses nothing by itself, prints nothing, and serves on after its accept loop broke.
 */
export function createDenoHttpServer(): HttpServer {
  return {
    listen: (options, handler) => {
      try {
        return Promise.resolve(new DenoListener(options, handler));
      } catch (thrown) {
        return Promise.reject(listenError(options, thrown));
      }
    },
  };
}

class DenoListener implements HttpListener {
  readonly hostname: string;
  readonly port: number;
  readonly #options: HttpListenOptions;
  readonly #handler: HttpHandler;
  #server: NetServer;
  #closing: Promise<void> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HttpListenOptions, handler: HttpHandler) {
    this.#options = options;
    this.#handler = handler;
    this.#server = this.#serve(options.port);
    this.hostname = this.#server.addr.hostname;
    this.port = this.#server.addr.port;
    this.#watch();
  }

  close(deadlineMs: number): Promise<void> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  #serve(port: number): NetServer {
    return Deno.serve({
      hostname: this.#options.hostname,
      port,
      reusePort: this.#options.shared === true,
      automaticCompression: false,
      onListen: () => {},
      onError: (thrown) =>
        problemResponse(
          new NetopsError("BUG", "Cannot answer as the handler failed", { cause: thrown }),
        ),
    }, (request, info) => this.#handler(request, peerOf(info.remoteAddr)));
  }

  /** Serves again when the accept loop ends without having been asked to. */
  #watch(): void {
    const again = () => this.#reserve();
    this.#server.finished.then(again, again);
  }

  #reserve(): void {
    if (this.#closing !== undefined) return;
    this.#retryTimer = setTimeout(() => {
      if (this.#closing !== undefined) return;
      try {
        this.#server = this.#serve(this.port);
        this.#watch();
      } catch {
        // The port or the descriptors are not free yet: try again until closed.
        this.#reserve();
      }
    }, RESERVE_DELAY_MS);
  }

  async #close(deadlineMs: number): Promise<void> {
    clearTimeout(this.#retryTimer);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, deadlineMs));
    // Deno has no way to end a connection after a graceful stop has begun: what is in flight at the
    // deadline ends with its handler or with the process.
    await Promise.race([Promise.allSettled([this.#server.shutdown()]), late]);
    clearTimeout(timer);
  }
}

function peerOf(address: Deno.NetAddr): HttpPeer {
  return { hostname: address.hostname, port: address.port };
}

function listenError(options: HttpListenOptions, thrown: unknown): unknown {
  if (!(thrown instanceof Deno.errors.AddrInUse)) return thrown;
  const { hostname, port } = options;
  return new NetopsError(
    "PORT_TAKEN",
    `Cannot listen on ${hostname}:${port} as the port is taken`,
    {
      details: { hostname, port },
      cause: thrown,
    },
  );
}
