import { NetopsError, problemResponse, toNetopsError, type WebSocketLink } from "@netops/core";
import type { WebSockets } from "@netops/core";
import type { Upstream } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";
import { groupOf, type RequestContext } from "../../request_context.ts";
import type { OpenSockets } from "../../open_sockets.ts";

/** What WebSockets are passed through with. */
export interface WebSocketOptions {
  readonly upstream: Upstream;
  readonly webSockets: WebSockets;
  readonly openSockets: OpenSockets;
}

const TOKEN = /^[!#$%&'*+\-.^\w`|~]+$/;

/** Opens a WebSocket to an instance first, then accepts the client's with what was agreed on there. */
export function webSocket(options: WebSocketOptions): Filter {
  return {
    name: "web_socket",
    phase: "endpoint",
    order: 10,
    applies: (context) => context.isWebSocket,
    run: async (context) => {
      checkHandshake(context);
      const link = await connect(context, options);
      if (link instanceof Response) return link;
      const { response, link: client } = acceptClient(context, { link, options });
      options.openSockets.join(client, link);
      return response;
    },
  };
}

function checkHandshake(context: RequestContext): void {
  const { method } = context;
  const { headers } = context.request;
  const isUpgrade = /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.get("connection") ?? "");
  const isKeyed = /^[\w+/]{22}==$/.test(headers.get("sec-websocket-key") ?? "");
  if (method !== "GET" || !isUpgrade || !isKeyed || headers.get("sec-websocket-version") !== "13") {
    throw new NetopsError(
      "REQUEST_INVALID",
      "Cannot open a WebSocket as the handshake is not valid",
    );
  }
}

function protocolsOf(headers: Headers): string[] {
  const sent = headers.get("sec-websocket-protocol");
  if (sent === null) return [];
  return sent.split(",").map((token) => token.trim()).filter((token) => TOKEN.test(token));
}

async function connect(
  context: RequestContext,
  options: WebSocketOptions,
): Promise<WebSocketLink | Response> {
  const headers = handshakeHeaders(context.headers!);
  const protocols = protocolsOf(context.request.headers);
  let link: WebSocketLink | undefined;
  const result = await options.upstream.call({
    app: context.route!.app,
    method: "GET",
    deadlineAtMs: context.deadlineAtMs,
    ...groupOf(context),
    trace: context.span?.context,
    signal: context.request.signal,
    send: async ({ instance, signal, traceParent }) => {
      if (traceParent !== undefined) headers.set("traceparent", traceParent);
      const url = `ws://${instance.host}:${instance.port}${context.upstreamTarget}`;
      try {
        link = await options.webSockets.connect({ url, headers, protocols, signal });
        return new Response(null, { status: 200 });
      } catch (thrown) {
        return refusalOf(thrown);
      }
    },
  });
  context.attempts = result.attempts;
  if (result.kind === "failed") throw result.error;
  return link ?? result.response;
}

/** An instance that answers a handshake with a status has answered: that status goes to the client. */
function refusalOf(thrown: unknown): Response {
  const error = toNetopsError(thrown);
  const status = error.details["status"];
  if (typeof status !== "number" || status < 300 || status > 599) throw thrown;
  const problem = problemResponse(
    new NetopsError("UPSTREAM_FAILED", `Cannot open the WebSocket as the answer was ${status}`),
  );
  return new Response(problem.body, { status, headers: problem.headers });
}

function acceptClient(
  context: RequestContext,
  parts: { readonly link: WebSocketLink; readonly options: WebSocketOptions },
): { response: Response; link: WebSocketLink } {
  const { link, options } = parts;
  try {
    return options.webSockets.accept(context.request, { protocol: link.protocol });
  } catch (thrown) {
    link.close(1001, "the client left");
    throw thrown;
  }
}

function handshakeHeaders(forwardable: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(forwardable)) {
    if (!name.startsWith("sec-websocket-")) headers.append(name, value);
  }
  return headers;
}
