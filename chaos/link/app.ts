import { type Clock, type Logger, toNetopsError } from "@netops/core";
import { type Context, Hono } from "hono";
import type { Proxies } from "./proxies.ts";
import type { Proxy } from "./proxy.ts";
import { readBody } from "./read_body.ts";
import { isRefusal, type Refusal, REFUSALS } from "./refusal.ts";
import { proxyView, toxicView } from "./views.ts";

/** The version of Toxiproxy whose API this is; clients choose their verbs by it. */
export const TOXIPROXY_VERSION = "2.12.0";

/** What the skin works with. */
export interface LinkAppOptions {
  readonly proxies: Proxies;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createRequestId: () => string;
  /** Answers `/metrics`. */
  readonly printMetrics: (headers: Headers) => Response;
}

/** Makes the routes of Toxiproxy's HTTP API, and ours beside them. Source: Toxiproxy 2.12, api.go. */
export function createLinkApp(options: LinkAppOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (context.req.header("user-agent")?.startsWith("Mozilla/") === true) {
      return text("User agent not allowed\n", 403);
    }
    await next();
    context.res.headers.set("x-toxiproxy-request-id", options.createRequestId());
  });
  app.onError((thrown) => {
    const error = toNetopsError(thrown);
    if (error.code === "BUG") options.logger.log("error", error.message, { cause: thrown.stack });
    return refusal({ error: error.message, status: error.code === "TOO_LARGE" ? 413 : 500 });
  });
  app.notFound(() => text("404 page not found\n", 404));
  app.get("/version", (context) => only(context, () => version()));
  app.get("/metrics", (context) => options.printMetrics(context.req.raw.headers));
  addCollection(app, options);
  addProxy(app, options);
  addToxics(app, options);
  return app;
}

function addCollection(app: Hono, { proxies, clock }: LinkAppOptions): void {
  const view = (proxy: Proxy) => proxyView(proxy, clock.monotonicMs());
  app.get("/proxies", (context) =>
    only(context, () => {
      return json(Object.fromEntries(proxies.list.map((proxy) => [proxy.name, view(proxy)])));
    }));
  app.post("/proxies", async ({ req }) => {
    const made = await proxies.create(await readBody(req.raw));
    return isRefusal(made) ? refusal(made) : json(view(made), 201);
  });
  app.post("/populate", async ({ req }) => {
    const { proxies: made, refusal: found } = await proxies.populate(await readBody(req.raw));
    const shown = made.length === 0 ? null : made.map(view);
    return json({ ...found, proxies: shown }, found?.status ?? 201);
  });
  app.post("/reset", async () => done(await proxies.reset()));
  for (const path of ["/proxies", "/populate", "/reset", "/version"]) app.all(path, notAllowed);
}

function addProxy(app: Hono, { proxies, clock }: LinkAppOptions): void {
  const view = (proxy: Proxy) => json(proxyView(proxy, clock.monotonicMs()));
  const path = "/proxies/:proxy";
  app.get(path, (context) => only(context, () => withProxy(proxies, context, view)));
  app.on(["POST", "PATCH"], path, (context) =>
    withProxy(proxies, context, async (proxy) => {
      const refused = await proxies.update(proxy, await readBody(context.req.raw));
      return refused === undefined ? view(proxy) : refusal(refused);
    }));
  app.delete(path, async ({ req }) => done(await proxies.remove(req.param("proxy"))));
  app.all(path, notAllowed);
  const connections = `${path}/connections`;
  app.get(
    connections,
    (context) =>
      withProxy(
        proxies,
        context,
        (proxy) =>
          json({ open: proxy.connectionCount, connections: proxy.connections.slice(0, 1_000) }),
      ),
  );
  app.delete(
    connections,
    (context) => withProxy(proxies, context, (proxy) => json({ closed: proxy.closeConnections() })),
  );
}

function addToxics(app: Hono, { proxies, clock }: LinkAppOptions): void {
  const show = (toxic: Parameters<typeof toxicView>[0]) => toxicView(toxic, clock.monotonicMs());
  const all = "/proxies/:proxy/toxics";
  app.get(
    all,
    (context) =>
      only(context, () => withProxy(proxies, context, (proxy) => json(proxy.toxics.map(show)))),
  );
  app.post(all, (context) =>
    withProxy(proxies, context, async (proxy) => {
      const toxic = proxy.toxicBook.add(await readBody(context.req.raw));
      if (isRefusal(toxic)) return refusal(toxic);
      const refused = toxic.type === "reset_peer" ? await proxy.makeResettable() : undefined;
      return refused === undefined ? json(show(toxic)) : refusal(refused);
    }));
  app.all(all, notAllowed);
  const one = `${all}/:toxic`;
  app.get(one, (context) =>
    only(context, () =>
      withProxy(proxies, context, (proxy) => {
        const toxic = proxy.toxicBook.find(context.req.param("toxic"));
        return toxic === undefined ? refusal(REFUSALS.toxicNotFound) : json(show(toxic));
      })));
  app.on(["POST", "PATCH"], one, (context) =>
    withProxy(proxies, context, async (proxy) => {
      const body = await readBody(context.req.raw);
      const toxic = proxy.toxicBook.change(context.req.param("toxic"), body);
      return isRefusal(toxic) ? refusal(toxic) : json(show(toxic));
    }));
  app.delete(
    one,
    (context) =>
      withProxy(
        proxies,
        context,
        (proxy) =>
          proxy.toxicBook.remove(context.req.param("toxic"))
            ? done(undefined)
            : refusal(REFUSALS.toxicNotFound),
      ),
  );
  app.all(one, notAllowed);
}

function withProxy(
  proxies: Proxies,
  context: Context,
  answer: (proxy: Proxy) => Response | Promise<Response>,
): Response | Promise<Response> {
  const proxy = proxies.find(context.req.param("proxy") ?? "");
  return isRefusal(proxy) ? refusal(proxy) : answer(proxy);
}

/** Hono answers HEAD like GET; Toxiproxy's router does not know it. */
function only(
  context: Context,
  answer: () => Response | Promise<Response>,
): Response | Promise<Response> {
  return context.req.method === "GET" ? answer() : notAllowed();
}

function version(): Response {
  return new Response(`{"version": "${TOXIPROXY_VERSION}"}\n`, {
    headers: { "content-type": "application/json;charset=utf-8" },
  });
}

function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json" },
  });
}

/** Go's http.Error sends JSON as text; clients read it all the same. */
function refusal(refused: Refusal): Response {
  return text(`${JSON.stringify(refused)}\n`, refused.status);
}

function text(body: string, status: number): Response {
  return new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  });
}

function done(refused: Refusal | undefined): Response {
  return refused === undefined ? new Response(null, { status: 204 }) : refusal(refused);
}

function notAllowed(): Response {
  return new Response(null, { status: 405 });
}
