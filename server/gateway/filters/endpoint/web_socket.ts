import { NetopsError, problemResponse, toNetopsError, type WebSocketLink } from "@netops/core";
import type { WebSockets } from "@netops/core";
import type { RegisteredInstance } from "@netops/core/contracts";
import type { Upstream } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";
import type { InFlight } from "../../in_flight.ts";
import { groupOf, type RequestContext } from "../../request_context.ts";
import type { OpenSockets } from "../../open_sockets.ts";

/** What WebSockets are passed through with. */
export interface WebSocketOptions {
  readonly upstream: Upstream;
  readonly webSockets: WebSockets;
  readonly openSockets: OpenSockets;
  /** Counts handshakes that are under way per instance. */
  readonly inFlight: InFlight;
}

/** A WebSocket that is open at an instance. */
interface InstanceSocket {
  readonly link: WebSocketLink;
  readonly instance: RegisteredInstance;
  /** To be called when it is counted otherwise. */
  readonly end: () => void;
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
      const socket = await connect(context, options);
      if (socket instanceof Response) {
        context.routed?.answered(socket.status);
        return socket;
      }
      try {
        const { response, link: client } = acceptClient(context, { link: socket.link, options });
        options.openSockets.join(client, socket.link, socket.instance);
        context.routed?.answered(response.status);
        return response;
      } finally {
        socket.end();
      }
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
): Promise<InstanceSocket | Response> {
  const headers = handshakeHeaders(context.headers!);
  const protocols = protocolsOf(context.request.headers);
  let socket: InstanceSocket | undefined;
  const result = await options.upstream.call({
    app: context.route!.app,
    method: "GET",
    deadlineAtMs: context.deadlineAtMs,
    ...groupOf(context),
    trace: context.span?.context,
    isUnobserved: context.isProbe,
    signal: context.request.signal,
    send: async ({ instance, signal, traceParent }) => {
      if (traceParent !== undefined) headers.set("traceparent", traceParent);
      const url = `ws://${instance.host}:${instance.port}${context.upstreamTarget}`;
      const end = options.inFlight.begin(instance.id);
      try {
        const link = await options.webSockets.connect({ url, headers, protocols, signal });
        socket = { link, instance, end };
        return new Response(null, { status: 200 });
      } catch (thrown) {
        end();
        return refusalOf(thrown);
      }
    },
  });
  context.attempts = result.attempts;
  context.routed?.tried(result.attempts);
  if (result.kind === "answered") {
    context.servedBy = result.instance.serverGroup;
    return socket ?? result.response;
  }
  // It came when nobody waited for it any more.
  socket?.link.close(1001, "the client left");
  socket?.end();
  throw result.error;
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
    context.routed?.left();
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
