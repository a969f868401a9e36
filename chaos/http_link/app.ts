import { createApp, requireToken } from "@netops/core/service";
import { type Logger, NetopsError } from "@netops/core";
import type { Hono } from "hono";
import type { HttpLinks } from "./http_links.ts";

/** What the routes of links work with. */
export interface HttpLinksAppOptions {
  readonly links: HttpLinks;
  readonly token: string;
  readonly logger: Logger;
}

const ADDRESS = /^127(\.\d{1,3}){3}:\d{1,5}$/;

/** Makes the routes of HTTP links, for the guardian alone. */
export function createHttpLinksApp({ links, token, logger }: HttpLinksAppOptions): Hono {
  const app = createApp(logger);
  app.use("/http-links/*", async (c, next) => {
    requireToken(c.req.raw.headers, token);
    await next();
  });
  app.get("/http-links", async (c) => {
    requireToken(c.req.raw.headers, token);
    return c.json({ links: await links.list() });
  });
  app.put("/http-links/:instance", async (c) => {
    const { address } = await c.req.json<{ address?: unknown }>();
    if (typeof address !== "string" || !ADDRESS.test(address)) {
      throw new NetopsError("REQUEST_INVALID", "Cannot link to what is no loopback address");
    }
    return c.json(await links.open(c.req.param("instance"), address));
  });
  app.delete("/http-links/:instance", async (c) => {
    await links.close(c.req.param("instance"));
    return c.json({ closed: true });
  });
  app.all("/http-links/:instance/*", (c) => {
    const instance = c.req.param("instance");
    const url = new URL(c.req.url);
    const prefix = `/http-links/${encodeURIComponent(instance)}`;
    url.pathname = url.pathname.slice(prefix.length);
    return links.answer(instance, new Request(url, c.req.raw));
  });
  return app;
}
