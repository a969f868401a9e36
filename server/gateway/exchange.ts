import { type HttpClient, type NetopsError, type Timer, toNetopsError } from "@netops/core";
import type { Upstream, UpstreamResult } from "@netops/core/clients";
import { isBodiless, isShort, readWhole } from "./answer_body.ts";
import type { InFlight } from "./in_flight.ts";
import type { RequestBody } from "./request_body.ts";
import type { RequestContext } from "./request_context.ts";

/** What requests are sent on with. */
export interface ExchangeOptions {
  readonly upstream: Upstream;
  readonly http: HttpClient;
  readonly timer: Timer;
  /** Counts what is under way per instance, so that fleet can see one drain. */
  readonly inFlight: InFlight;
  /** The longest silence inside an answer, in ms. */
  readonly streamIdleTimeoutMs: number;
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
export type Exchange = Answer | { readonly kind: "failed"; readonly error: NetopsError };

/** An answer that came. */
export interface Answer {
  readonly kind: "answered";
  readonly response: Response;
  /** All of a short body; others are read from the response. */
  readonly whole?: Uint8Array<ArrayBuffer>;
  /** Who gave it: the app of the route, the one that stands in for it, or a fault. */
  readonly giver: "app" | "stand-in" | "fault";
  /** The server group that answered, where one did. */
  readonly serverGroup?: string;
  /** To be called when the last byte of the answer has come, or nobody wants it. */
  readonly end: () => void;
}

/** What belongs to one attempt until its answer has ended. */
interface SentAttempt {
  readonly end: () => void;
  readonly abort: (reason: unknown) => void;
}

/** Sends a request on to an app and adds what was tried to the request's attempts; never rejects. */
export async function exchange(
  context: RequestContext,
  target: ExchangeTarget,
  options: ExchangeOptions,
): Promise<Exchange> {
  const sent = new Map<Response, SentAttempt>();
  const signal = leaveSignal(context.request.signal, context.body);
  const result = await call(context, target, { ...options, sent, signal });
  context.attempts = [...context.attempts, ...result.attempts];
  const used = result.kind === "answered" ? result.response : undefined;
  for (const [response, { end }] of sent) if (response !== used) end();
  if (result.kind === "failed") return { kind: "failed", error: result.error };
  const { response, instance: { serverGroup } } = result;
  const { end, abort } = sent.get(response)!;
  const answer = { kind: "answered", giver: "app", response, serverGroup, end } as const;
  if (isBodiless(response, context.method) || !isShort(response)) return answer;
  const { timer, streamIdleTimeoutMs: timeoutMs } = options;
  try {
    const whole = await readWhole(response, { timer, timeoutMs, signal, abort });
    return { ...answer, whole };
  } catch (thrown) {
    return { kind: "failed", error: toNetopsError(thrown) };
  } finally {
    end();
  }
}

function call(
  context: RequestContext,
  { path, ...to }: ExchangeTarget,
  options: ExchangeOptions & {
    readonly sent: Map<Response, SentAttempt>;
    readonly signal: AbortSignal;
  },
): Promise<UpstreamResult> {
  const { method, body } = context;
  const headers = context.headers!;
  return options.upstream.call({
    ...to,
    method,
    replayable: () => body?.isReplayable() ?? true,
    trace: context.span?.context,
    isUnobserved: context.isProbe,
    signal: options.signal,
    send: async ({ instance, signal, abort, traceParent }) => {
      const end = options.inFlight.begin(instance.id);
      const answer = options.http.send({
        method,
        url: `http://${instance.host}:${instance.port}${path}`,
        headers: traceParent === undefined ? headers : { ...headers, traceparent: traceParent },
        ...(body === undefined ? {} : { body: body.open() }),
        signal,
      });
      answer.catch(end);
      const response = await answer;
      options.sent.set(response, { end, abort });
      return response;
    },
  });
}

/** Gives up an answer that nobody will read. */
export function discard(given: Exchange): void {
  if (given.kind === "failed") return;
  given.end();
  // The body is of no use; that it cannot be cancelled changes nothing.
  if (given.whole === undefined) given.response.body?.cancel().catch(() => undefined);
}

/** Aborts when the client left, or sent what cannot be read: neither speaks against an instance. */
function leaveSignal(client: AbortSignal, body: RequestBody | undefined): AbortSignal {
  return body?.signal === undefined ? client : AbortSignal.any([client, body.signal]);
}
