import { type Clock, type HttpClient, NetopsError, type Timer } from "@netops/core";
import type { Upstream } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";
import { forwardableResponseHeaders } from "../../forwardable_headers.ts";
import { breakWhenIdle, type IdleStreamOptions } from "../../idle_stream.ts";
import type { InFlight } from "../../in_flight.ts";
import type { RequestBody } from "../../request_body.ts";
import { groupOf, type RequestContext } from "../../request_context.ts";

/** What the proxy works with. */
export interface ProxyOptions {
  readonly upstream: Upstream;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Counts what is under way per instance, so that fleet can see one drain. */
  readonly inFlight: InFlight;
  /** The longest silence inside a streamed answer, in ms. */
  readonly streamIdleTimeoutMs: number;
}

/** Answers of a stated length up to this are too short to be watched for silence. */
const MAX_UNWATCHED_BYTES = 65_536;

const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Sends the request to an instance and streams its answer back. */
export function proxy(options: ProxyOptions): Filter {
  const idle = {
    idleTimeoutMs: options.streamIdleTimeoutMs,
    clock: options.clock,
    timer: options.timer,
  };
  return {
    name: "proxy",
    phase: "endpoint",
    order: 20,
    applies: () => true,
    run: async (context) => {
      const { response, end } = await call(context, options);
      return answerOf(response, context, { ...idle, onEnd: end });
    },
  };
}

interface Answered {
  readonly response: Response;
  /** To be called when the last byte of the answer has come. */
  readonly end: () => void;
}

async function call(context: RequestContext, options: ProxyOptions): Promise<Answered> {
  const { request, method, body } = context;
  const headers = context.headers!;
  const ends = new Map<Response, () => void>();
  const result = await options.upstream.call({
    app: context.route!.app,
    method,
    deadlineAtMs: context.deadlineAtMs,
    replayable: () => body?.isReplayable() ?? true,
    ...groupOf(context),
    signal: leaveSignal(request.signal, body),
    send: async ({ instance, signal }) => {
      const end = options.inFlight.begin(instance.id);
      const sent = options.http.send({
        method,
        url: `http://${instance.host}:${instance.port}${context.upstreamTarget}`,
        headers,
        ...(body === undefined ? {} : { body: body.open() }),
        signal,
      });
      sent.catch(end);
      const response = await sent;
      ends.set(response, end);
      return response;
    },
  });
  context.attempts = result.attempts;
  const used = result.kind === "answered" ? result.response : undefined;
  for (const [response, end] of ends) if (response !== used) end();
  if (result.kind === "answered") {
    return { response: result.response, end: ends.get(result.response) ?? (() => {}) };
  }
  // What the client did wrong while it was streaming is its fault, not the instance's.
  throw body?.failure ?? result.error;
}

/** Aborts when the client left, or sent what cannot be read: neither speaks against an instance. */
function leaveSignal(client: AbortSignal, body: RequestBody | undefined): AbortSignal {
  return body?.signal === undefined ? client : AbortSignal.any([client, body.signal]);
}

function answerOf(
  response: Response,
  context: RequestContext,
  idle: IdleStreamOptions,
): Response {
  const { status } = response;
  if (status < 200 || status > 599) {
    idle.onEnd?.();
    // The body is of no use; that it cannot be cancelled changes nothing.
    response.body?.cancel().catch(() => undefined);
    throw new NetopsError(
      "UPSTREAM_FAILED",
      `Cannot pass the answer on as ${context.route!.app} gave the status ${status}`,
    );
  }
  const headers = forwardableResponseHeaders(response.headers);
  const isBodiless = BODILESS.has(status) || context.method === "HEAD";
  if (isBodiless) idle.onEnd?.();
  return new Response(isBodiless ? null : bodyOf(response, idle), { status, headers });
}

function bodyOf(response: Response, idle: IdleStreamOptions): ReadableStream<Uint8Array> | null {
  const lengthBytes = Number(response.headers.get("content-length") ?? "NaN");
  if (response.body === null || lengthBytes <= MAX_UNWATCHED_BYTES) {
    // A short body comes with its head: it is not waited for.
    idle.onEnd?.();
    return response.body;
  }
  return breakWhenIdle(response.body, idle);
}
