/** Answers one request; must not throw for anything a client can send. */
export type HttpHandler = (request: Request, peer: HttpPeer) => Response | Promise<Response>;

/** Who is on the other side of a connection. */
export interface HttpPeer {
  readonly hostname: string;
  readonly port: number;
}

/** Where to listen. */
export interface HttpListenOptions {
  readonly hostname: string;
  readonly port: number;
  /** Share the port with other processes of this platform (SO_REUSEPORT). */
  readonly shared?: boolean;
}

/** A listener that is open. */
export interface HttpListener {
  readonly hostname: string;
  readonly port: number;
  /** Stops accepting and resolves when every request in flight is answered, or `deadlineMs` passed. */
  close(deadlineMs: number): Promise<void>;
}

/** Serves HTTP. */
export interface HttpServer {
  /** @throws {NetopsError} PORT_TAKEN when the address is in use. */
  listen(options: HttpListenOptions, handler: HttpHandler): Promise<HttpListener>;
}

/** Calls HTTP. Unlike bare `fetch` it never sends an unsafe request twice and never follows redirects. */
export interface HttpClient {
  /**
   * Rejects with UNREACHABLE on connection errors, `details.phase` being "connect" when nothing was
   * sent and "exchange" otherwise, and with the signal's reason on abort; every status is resolved.
   */
  send(request: HttpClientRequest): Promise<Response>;
  /** Closes pooled connections. */
  close(): void;
}

/** One outgoing request. */
export interface HttpClientRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: BodyInit | ReadableStream<Uint8Array> | null;
  readonly signal?: AbortSignal;
}
