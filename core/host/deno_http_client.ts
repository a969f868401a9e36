import { NetopsError } from "../errors/netops_error.ts";
import type { HttpClient, HttpClientRequest } from "../ports/http.ts";

/** How connections are kept. */
export interface HttpClientOptions {
  /** Idle connections kept per origin for safe methods; default 32. */
  readonly maxIdlePerHost?: number;
  /** Path of a unix socket that every request goes to, whatever its URL says. */
  readonly unixPath?: string;
  /** The address of this machine that connections come from; the system's choice when left out. */
  readonly localAddress?: string;
}

/** Methods that may be sent again, so that they may ride on a connection that was idle. */
const POOLED_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** How long a connection may be idle; shorter than the 5 s after which Node's servers close it. */
const POOL_IDLE_TIMEOUT_MS = 4_000;

/** A connection that could not be opened; nothing was sent then. */
const CONNECT_FAILED = /client error \(Connect\)|tcp connect error|dns error/;

/**
 * Makes an HTTP client on `fetch`.
 *
 * `fetch` sends a POST again when an idle connection turns out to be dead, so methods that are not
 * safe get a connection of their own. It also decodes bodies but keeps their `content-encoding`,
 * so `accept-encoding` is always `identity` and what an origin encodes anyway passes untouched.
 * Rejections are UNREACHABLE with `details.phase`: "connect" when nothing was sent, else "exchange".
 */
export function createDenoHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { localAddress } = options;
  const shared = {
    ...{ allowHost: true, http2: false, ...proxyOf(options) },
    ...(localAddress === undefined ? {} : { localAddress }),
  } as const;
  const pooled = Deno.createHttpClient({
    ...shared,
    poolMaxIdlePerHost: options.maxIdlePerHost ?? 32,
    poolIdleTimeout: POOL_IDLE_TIMEOUT_MS,
  });
  const single = Deno.createHttpClient({ ...shared, poolMaxIdlePerHost: 0 });
  return {
    send: (request) => send(request, POOLED_METHODS.has(request.method) ? pooled : single),
    close: () => {
      pooled.close();
      single.close();
    },
  };
}

async function send(request: HttpClientRequest, client: Deno.HttpClient): Promise<Response> {
  try {
    return await fetch(request.url, initOf(request, client));
  } catch (thrown) {
    if (request.signal?.aborted) throw thrown;
    throw unreachable(request, thrown);
  }
}

function initOf(
  request: HttpClientRequest,
  client: Deno.HttpClient,
): RequestInit & { client: Deno.HttpClient } {
  return {
    method: request.method,
    headers: headersOf(request),
    redirect: "manual",
    client,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
}

/** A record, since `fetch` walks a `Headers` by its iterator, field by field, to copy it. */
function headersOf(request: HttpClientRequest): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  const { headers: given } = request;
  const fields = given instanceof Headers ? given : Object.entries(given ?? {});
  for (const [name, value] of fields) headers[name.toLowerCase()] = value;
  headers["accept-encoding"] = "identity";
  return headers;
}

function unreachable(request: HttpClientRequest, thrown: unknown): NetopsError {
  const message = deepestMessage(thrown);
  const phase = CONNECT_FAILED.test(message) ? "connect" : "exchange";
  const origin = URL.canParse(request.url) ? new URL(request.url).host : request.url;
  const reason = message.split("): ").pop() ?? message;
  return new NetopsError("UNREACHABLE", `Cannot reach ${origin} as ${reason}`, {
    details: { origin, phase },
    cause: thrown,
  });
}

/** The words of the innermost cause: `fetch` itself only says that it failed. */
function deepestMessage(thrown: unknown): string {
  let error = thrown;
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  return error instanceof Error ? error.message : String(error);
}

function proxyOf(options: HttpClientOptions): Pick<Deno.CreateHttpClientOptions, "proxy"> {
  if (options.unixPath === undefined) return {};
  return { proxy: { transport: "unix", path: options.unixPath } };
}
