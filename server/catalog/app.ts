import { type Clock, type Logger, NetopsError, type PrincipalSeal } from "@netops/core";
import { createApp, readJson, requirePrincipal, requireToken } from "@netops/core/service";
import type { Context, Hono } from "hono";
import type { Catalog } from "./catalog.ts";
import { checkLicence, licenceReason } from "./licence.ts";
import { plainRows } from "./rows.ts";
import { withoutLicence } from "./titles.ts";

/** What the skin works with. */
export interface CatalogAppOptions {
  readonly catalog: Catalog;
  readonly seal: PrincipalSeal;
  readonly token: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes the routes of catalog. */
export function createCatalogApp(options: CatalogAppOptions): Hono {
  const { catalog, seal, token, clock } = options;
  const app = createApp(options.logger);
  const countryOf = (context: Context) => requirePrincipal(context.req.raw.headers, seal).country;
  const shown = (context: Context) => catalog.shownIn(countryOf(context)).map(withoutLicence);
  app.get("/titles", (context) => context.json({ titles: shown(context) }));
  app.get("/rows", (context) => context.json({ rows: plainRows(shown(context)) }));
  app.get("/titles/:id", (context) => {
    const country = countryOf(context);
    const title = catalog.title(context.req.param("id"));
    const verdict = checkLicence(title, { country, nowMs: clock.nowMs() });
    if (verdict.kind === "licensed") return context.json(withoutLicence(title));
    const reason = licenceReason(verdict, country);
    throw new NetopsError("NOT_LICENSED", `Cannot show ${title.title} as ${reason}`);
  });
  app.use("/internal/*", async (context, next) => {
    requireToken(context.req.raw.headers, token);
    await next();
  });
  app.get("/internal/titles", (context) => {
    catalog.requireKnown();
    return context.json({ titles: catalog.titles });
  });
  app.get("/internal/titles/:id", (context) => {
    return context.json(catalog.title(context.req.param("id")));
  });
  app.put("/internal/titles/:id/licence", async (context) => {
    const { LICENCE } = await import("./schema.ts");
    const licence = await readJson(context.req.raw, LICENCE);
    return context.json(await catalog.setLicence(context.req.param("id"), licence));
  });
  return app;
}
