import { createApp } from "@netops/core/service";
import type { Context, Hono } from "hono";
import { openAsset } from "./asset_index.ts";
import { renderShell } from "./shell_html.ts";

/**
 * What the page may do. OCAs stand at addresses of their own, any of 127.0.0.0/8 with any port: CSP knows
 * no address ranges, and by the letter no IP address but 127.0.0.1, so calls and media go by scheme.
 * Scripts come from this origin only, so nothing foreign runs that could make use of it.
 *
 * Source: Content Security Policy Level 3, 6.7.2.8 (host-part matching); `blob:` is what MSE plays from.
 */
const SECURITY_POLICY = [
  "default-src 'self'",
  "connect-src 'self' http:",
  "media-src 'self' blob: http:",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

/** Addresses that the page draws by itself. */
const VIEWS = [
  "/",
  "/sign-in",
  "/sign-up",
  "/profiles",
  "/search",
  "/account",
  "/title/:id",
  "/play/:id",
];

/** Makes the routes of the watch page. */
export function createWatchApp(): Hono {
  const shell = renderShell();
  const app = createApp();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });
  const answerShell = (context: Context, status: 200 | 404) =>
    context.html(shell, status, { "cache-control": "no-cache" });
  for (const view of VIEWS) app.get(view, (context) => answerShell(context, 200));
  app.get(
    "/assets/:name",
    async (context) => await openAsset(context.req.param("name")) ?? context.notFound(),
  );
  // A wrong address gets a page that says so and leads home.
  app.get("/*", (context) => answerShell(context, 404));
  return app;
}
