import type { HttpClient, NetopsError } from "@netops/core";
import type { Upstream } from "@netops/core/clients";
import type { InFlight } from "./in_flight.ts";
import type { RequestBody } from "./request_body.ts";
import type { RequestContext } from "./request_context.ts";

/** What requests are sent on with. */
export interface ExchangeOptions {
  readonly upstream: Upstream;
  readonly http: HttpClient;
  /** Counts what is under way per instance, so that fleet can see one drain. */
  readonly inFlight: InFlight;
}

/** Where one request is sent on to. */
export interface ExchangeTarget {
  readonly app: string;
  /** Path and query at the instance. */
  readonly path: string;
  readonly deadlineAtMs: number;
  readonly serverGroup?: string;
  readonly reselect?: () => string | undefined;
}

/** How it ended: with the answer of an instance, or with an error of ours. */
export type Exchange =
  | {
    readonly kind: "answered";
    readonly response: Response;
    /** To be called when the last byte of the answer has come. */
    readonly end: () => void;
  }
  | { readonly kind: "failed"; readonly error: NetopsError };

/** Sends a request on to an app and adds what was tried to the request's attempts; never rejects. */
export async function exchange(
  context: RequestContext,
  target: ExchangeTarget,
  options: ExchangeOptions,
): Promise<Exchange> {
  const { request, method, body } = context;
  const { path, ...to } = target;
  const headers = context.headers!;
  const ends = new Map<Response, () => void>();
  const result = await options.upstream.call({
    ...to,
    method,
    replayable: () => body?.isReplayable() ?? true,
    trace: context.span?.context,
    signal: leaveSignal(request.signal, body),
    send: async ({ instance, signal, traceParent }) => {
      const end = options.inFlight.begin(instance.id);
      const sent = options.http.send({
        method,
        url: `http://${instance.host}:${instance.port}${path}`,
        headers: traceParent === undefined ? headers : { ...headers, traceparent: traceParent },
        ...(body === undefined ? {} : { body: body.open() }),
        signal,
      });
      sent.catch(end);
      const response = await sent;
      ends.set(response, end);
      return response;
    },
  });
  context.attempts = [...context.attempts, ...result.attempts];
  const used = result.kind === "answered" ? result.response : undefined;
  for (const [response, end] of ends) if (response !== used) end();
  if (result.kind === "failed") return { kind: "failed", error: result.error };
  const { response } = result;
  return { kind: "answered", response, end: ends.get(response) ?? (() => {}) };
}

/** Gives up an answer that nobody will read. */
export function discard(given: Exchange): void {
  if (given.kind === "failed") return;
  given.end();
  // The body is of no use; that it cannot be cancelled changes nothing.
  given.response.body?.cancel().catch(() => undefined);
}

/** Aborts when the client left, or sent what cannot be read: neither speaks against an instance. */
function leaveSignal(client: AbortSignal, body: RequestBody | undefined): AbortSignal {
  return body?.signal === undefined ? client : AbortSignal.any([client, body.signal]);
}
