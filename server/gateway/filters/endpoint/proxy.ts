import { type Clock, FALLBACK_HEADER, NetopsError } from "@netops/core";
import { isBodiless } from "../../answer_body.ts";
import {
  type Answer,
  discard,
  type Exchange,
  exchange,
  type ExchangeTarget,
} from "../../exchange.ts";
import {
  FALL_BACK_AFTER_MS,
  fallBack,
  type FallBackOptions,
  shouldFallBack,
} from "../../fall_back.ts";
import type { Filter } from "../../filter.ts";
import { forwardableResponseHeaders } from "../../forwardable_headers.ts";
import { breakWhenIdle, type StreamEnd } from "../../idle_stream.ts";
import { groupOf, type RequestContext } from "../../request_context.ts";

/** What the proxy works with. */
export interface ProxyOptions extends FallBackOptions {
  readonly clock: Clock;
}

/** The app of gateways. */
const SELF = "gateway";

/**
 * Sends the request to an instance and streams its answer back; where the route names an app that may
 * stand in, that one answers GET and HEAD that failed.
 */
export function proxy(options: ProxyOptions): Filter {
  return {
    name: "proxy",
    phase: "endpoint",
    order: 20,
    applies: () => true,
    run: async (context) => {
      const first = await askApp(context, options);
      const last = shouldFallBack(first, context) ? await fallBack(first, context, options) : first;
      // What the client did wrong while it was streaming is its fault, not the instance's.
      if (last.kind === "failed") throw context.body?.failure ?? last.error;
      return answerOf(last, context, options);
    },
  };
}

function askApp(context: RequestContext, options: ProxyOptions): Exchange | Promise<Exchange> {
  if (context.unavailable !== undefined) return { kind: "failed", error: context.unavailable };
  const { deadlineAtMs, mayFallBack } = context;
  const nowMs = options.clock.nowMs();
  const { app } = context.route!;
  const target = {
    ...{ app, path: context.upstreamTarget, ...groupOf(context) },
    deadlineAtMs: mayFallBack ? Math.min(deadlineAtMs, nowMs + FALL_BACK_AFTER_MS) : deadlineAtMs,
  };
  const limits = { mostMs: target.deadlineAtMs - nowMs, signal: context.request.signal };
  const meeting = context.carriedFaults?.meetCall({ point: "client", app, from: SELF }, limits);
  if (meeting === undefined) return ask(context, target, options);
  return meeting.then((response) =>
    response === undefined
      ? ask(context, target, options)
      : { kind: "answered", giver: "fault", response, end: () => undefined }
  );
}

async function ask(
  context: RequestContext,
  target: ExchangeTarget,
  options: ProxyOptions,
): Promise<Exchange> {
  const asked = await exchange(context, target, options);
  context.routed?.tried(context.attempts);
  return asked;
}

function answerOf(answer: Answer, context: RequestContext, options: ProxyOptions): Response {
  const { response, giver } = answer;
  const { status } = response;
  if (status < 200 || status > 599) {
    discard(answer);
    throw new NetopsError(
      "UPSTREAM_FAILED",
      `Cannot pass the answer on as ${context.route!.app} gave the status ${status}`,
    );
  }
  const headers = forwardableResponseHeaders(response.headers);
  if (giver === "stand-in") headers.set(FALLBACK_HEADER, context.fallbackApp!);
  if (giver === "app") context.servedBy = answer.serverGroup;
  const end = (how: StreamEnd) => {
    answer.end();
    settle(context, how, answer);
  };
  return new Response(bodyOf(answer, { context, options, end }), { status, headers });
}

/** Counts what came of a request whose answer has ended. */
function settle({ routed }: RequestContext, how: StreamEnd, { giver, response }: Answer): void {
  if (how === "left" || giver === "fault") routed?.left();
  else if (how === "broken") routed?.dropped();
  else routed?.answered(response.status);
}

function bodyOf(
  { response, whole }: Answer,
  { context, options, end }: {
    readonly context: RequestContext;
    readonly options: ProxyOptions;
    readonly end: (how: StreamEnd) => void;
  },
): BodyInit | null {
  if (whole === undefined && response.body !== null && !isBodiless(response, context.method)) {
    const { clock, timer, streamIdleTimeoutMs: idleTimeoutMs } = options;
    return breakWhenIdle(response.body, { clock, timer, idleTimeoutMs, onEnd: end });
  }
  end("complete");
  return whole ?? null;
}
