import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import { problemResponse } from "../errors/problem.ts";
import type { HttpHandler } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import { createHostGuard, type HostGuardOptions } from "./host_guard.ts";

/** What the onion adds around a handler. */
export interface OnionOptions extends HostGuardOptions {
  readonly logger: Logger;
  /** Makes a request id when the caller sent none. */
  readonly createRequestId: () => string;
}

const REQUEST_ID_PATTERN = /^[\w.:-]{1,128}$/;

/**
 * Wraps a handler in what every listener of ours does: Host and Origin guard first, a request id,
 * and errors as problem documents. What the handler throws never reaches the client as a stack.
 */
export function wrapInOnion(handler: HttpHandler, options: OnionOptions): HttpHandler {
  const guard = createHostGuard(options);
  return async (request, peer) => {
    const refusal = guard(request.headers, request.url);
    if (refusal !== undefined) return refuse(refusal);
    const sent = request.headers.get("x-request-id");
    const requestId = sent !== null && REQUEST_ID_PATTERN.test(sent)
      ? sent
      : options.createRequestId();
    try {
      return withRequestId(await handler(request, peer), requestId);
    } catch (thrown) {
      const error = toNetopsError(thrown);
      if (error.code === "BUG") {
        options.logger.log("error", error.message, stackOf(error, requestId));
      }
      return problemResponse(error, { "x-request-id": requestId });
    }
  };
}

function refuse(refusal: "foreign-host" | "foreign-origin"): Response {
  const what = refusal === "foreign-host" ? "Host" : "Origin";
  return problemResponse(
    new NetopsError("FORBIDDEN", `Cannot answer a request with a foreign ${what}`, {
      fix: "call it by 127.0.0.1 or localhost with its own port",
    }),
    { connection: "close" },
  );
}

function withRequestId(response: Response, requestId: string): Response {
  if (!response.headers.has("x-request-id")) {
    try {
      response.headers.set("x-request-id", requestId);
    } catch {
      // Headers of a proxied or redirect response may be immutable: then it goes out without the id.
    }
  }
  return response;
}

function stackOf(error: NetopsError, requestId: string): Record<string, unknown> {
  const cause = error.cause instanceof Error ? error.cause.stack : String(error.cause);
  return { requestId, cause };
}
