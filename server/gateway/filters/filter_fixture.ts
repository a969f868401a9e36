/** What tests of filters share: a request context as a listener would make it. */
import type { Route } from "@netops/core/contracts";
import { type ListenerIdentity, RequestContext } from "../request_context.ts";

/** The public listener of tests. */
export const PUBLIC: ListenerIdentity = { kind: "public", hostname: "127.0.0.1", port: 7070 };

/** A context of a request to `http://127.0.0.1:7070`, from 127.0.0.9 unless said otherwise. */
export function contextOf(
  path: string,
  options: RequestInit & { readonly listener?: ListenerIdentity; readonly peer?: string } = {},
): RequestContext {
  const headers = new Headers(options.headers);
  if (!headers.has("host")) headers.set("host", "127.0.0.1:7070");
  const request = new Request(`http://127.0.0.1:7070${path}`, { ...options, headers });
  return new RequestContext(request, {
    peer: { hostname: options.peer ?? "127.0.0.9", port: 1 },
    listener: options.listener ?? PUBLIC,
    startedAtMs: 0,
  });
}

/** The route of `hello`, open to all. */
export function routeOf(changes: Partial<Route> = {}): Route {
  return {
    key: "hello",
    app: "hello",
    groups: [{ serverGroup: "hello-v000", weight: 1 }],
    rules: [],
    auth: "none",
    ...changes,
  };
}

/** Tells whether a thrown value is an error of this code. */
export function withCode(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Error && "code" in thrown && thrown.code === code;
}
