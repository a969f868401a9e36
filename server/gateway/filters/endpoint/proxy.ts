import { type Clock, NetopsError, type Timer } from "@netops/core";
import { type Exchange, exchange } from "../../exchange.ts";
import {
  FALL_BACK_AFTER_MS,
  fallBack,
  type FallBackOptions,
  shouldFallBack,
} from "../../fall_back.ts";
import type { Filter } from "../../filter.ts";
import { forwardableResponseHeaders } from "../../forwardable_headers.ts";
import { breakWhenIdle, type IdleStreamOptions } from "../../idle_stream.ts";
import { groupOf, type RequestContext } from "../../request_context.ts";

/** What the proxy works with. */
export interface ProxyOptions extends FallBackOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The longest silence inside a streamed answer, in ms. */
  readonly streamIdleTimeoutMs: number;
}

/** Answers of a stated length up to this are too short to be watched for silence. */
const MAX_UNWATCHED_BYTES = 65_536;

const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** The app of gateways. */
const SELF = "gateway";

/** Says which app answered in place of the one that was asked. */
const FALLBACK_HEADER = "x-netops-fallback";

/**
 * Sends the request to an instance and streams its answer back; where the route names an app that may
 * stand in, that one answers GET and HEAD that failed.
 */
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
      const first = await askApp(context, options);
      const last = shouldFallBack(first, context) ? await fallBack(first, context, options) : first;
      // What the client did wrong while it was streaming is its fault, not the instance's.
      if (last.kind === "failed") throw context.body?.failure ?? last.error;
      return answerOf(last.response, context, { ...idle, onEnd: last.end });
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
  if (meeting === undefined) return exchange(context, target, options);
  return meeting.then((response) =>
    response === undefined
      ? exchange(context, target, options)
      : { kind: "answered", response, end: () => undefined }
  );
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
  if (context.fallbackApp !== undefined) headers.set(FALLBACK_HEADER, context.fallbackApp);
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
