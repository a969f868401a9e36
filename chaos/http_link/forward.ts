import {
  type HttpClient,
  type HttpHandler,
  problemResponse,
  toNetopsError,
  type WebSocketLink,
  type WebSockets,
} from "@netops/core";

/** What passing requests on works with. */
export interface ForwardOptions {
  /** Where the instance itself is: `127.0.0.1:20001`. */
  readonly address: string;
  readonly http: HttpClient;
  readonly webSockets: WebSockets;
}

/** Between two neighbours only; never passed on. Source: RFC 9110, section 7.6.1. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"],
  ...["upgrade", "host", "content-length"],
]);

/** Passes requests and WebSockets on to one instance as they come. */
export function forward(options: ForwardOptions): HttpHandler {
  return (request) => {
    const isWebSocket = request.headers.get("upgrade")?.toLowerCase() === "websocket";
    const passed = isWebSocket ? passSocket(request, options) : passRequest(request, options);
    return passed.catch(gone);
  };
}

/** An instance that is gone looks like one: the caller's retries and breakers do the rest. */
function gone(thrown: unknown): Response {
  return problemResponse(toNetopsError(thrown));
}

async function passRequest(request: Request, { address, http }: ForwardOptions): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const response = await http.send({
    method: request.method,
    url: `http://${address}${pathname}${search}`,
    headers: endToEnd(request.headers),
    body: request.body,
    signal: request.signal,
  });
  const isBodiless = [204, 205, 304].includes(response.status) || request.method === "HEAD";
  const headers = endToEnd(response.headers);
  const lengthText = response.headers.get("content-length");
  // A stated length stays one: without it players cannot tell how large a segment is.
  if (lengthText !== null) headers.set("content-length", lengthText);
  return new Response(isBodiless ? null : response.body, { status: response.status, headers });
}

async function passSocket(
  request: Request,
  { address, webSockets }: ForwardOptions,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const protocols = (request.headers.get("sec-websocket-protocol") ?? "").split(",")
    .map((name) => name.trim()).filter((name) => name !== "");
  const headers = new Headers(
    [...endToEnd(request.headers)].filter(([name]) => !name.startsWith("sec-websocket-")),
  );
  const url = `ws://${address}${pathname}${search}`;
  const instance = await webSockets.connect({ url, headers, protocols, signal: request.signal });
  const { response, link } = webSockets.accept(request, { protocol: instance.protocol });
  join(link, instance);
  join(instance, link);
  return response;
}

function join(from: WebSocketLink, to: WebSocketLink): void {
  from.onMessage((data) => to.send(data));
  from.onClose(({ code, reason }) => to.close(code, reason));
}

function endToEnd(headers: Headers): Headers {
  const named = (headers.get("connection") ?? "").toLowerCase().split(",").map((one) => one.trim());
  const kept = new Headers();
  for (const [name, value] of headers) {
    if (!HOP_BY_HOP.has(name) && !named.includes(name)) kept.append(name, value);
  }
  return kept;
}
