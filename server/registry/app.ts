import { type HttpHandler, NetopsError, problemResponse, toNetopsError } from "@netops/core";
import { answerRead } from "./reads.ts";
import type { RegistryApp } from "./registry_app.ts";
import { findRoute, METHODS, parseTarget } from "./route.ts";
import { answerWrite, heartbeat } from "./writes.ts";

/**
 * Makes the handler of every path: Eureka's under `/eureka/v2`, `/eureka` and `/`, ours at the root.
 *
 * Written by hand, without a router, as heartbeats and fetches are a hot path. Never throws.
 */
export function createRegistryHandler(app: RegistryApp): HttpHandler {
  return (request) => {
    try {
      const answer = dispatch(app, request);
      return answer instanceof Promise ? answer.catch(refuse) : answer;
    } catch (thrown) {
      return refuse(thrown);
    }
  };
}

function dispatch(app: RegistryApp, request: Request): Response | Promise<Response> {
  const target = parseTarget(request.url);
  if (target === undefined) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the path as an escape in it is broken");
  }
  const route = findRoute(target.segments);
  if (route === undefined) throw new NetopsError("NOT_FOUND", "Cannot find this path");
  const { method } = request;
  if (!METHODS[route.name].includes(method)) return wrongMethod(METHODS[route.name]);
  if (route.name === "instance" && method === "PUT") {
    return heartbeat(app, route, { request, query: target.query });
  }
  if (method === "GET" || method === "HEAD") {
    return app.faults?.answer((shown) => answerRead(shown, route, request)) ??
      answerRead(app, route, request);
  }
  return answerWrite(app, route, { request, query: target.query, receivedAtMs: app.clock.nowMs() });
}

function wrongMethod(allowed: readonly string[]): Response {
  return problemResponse(
    new NetopsError("METHOD_NOT_ALLOWED", "Cannot use this method here", {
      fix: `use ${allowed.join(", ")}`,
    }),
    { allow: allowed.join(", ") },
  );
}

function refuse(thrown: unknown): Response {
  return problemResponse(toNetopsError(thrown));
}
