import type { Hono } from "hono";
import type { LoadFolders } from "./load_folders.ts";

/**
 * What the whole page of a load may do: show its own style and nothing else. It loads nothing, runs nothing and
 * sends nothing, and its own policy says the same.
 */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Adds the whole pages of loads: of each folder only `report.html` is given out. */
export function addLoadRoutes(app: Hono, folders: () => Promise<LoadFolders>): void {
  app.get("/ops/loads/:id/report.html", async (context) => {
    const page = await (await folders()).readPage(context.req.param("id"));
    if (page === undefined) return context.notFound();
    return context.body(page, 200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": PAGE_POLICY,
      "cache-control": "no-store",
    });
  });
}
