import { type Logger, NetopsError, type PrincipalSeal } from "@netops/core";
import { createApp, requirePrincipal } from "@netops/core/service";
import type { Hono } from "hono";
import type { Recommendation } from "./recommendation.ts";

/** What the skin works with. */
export interface RecommendationAppOptions {
  readonly recommendation: Recommendation;
  readonly seal: PrincipalSeal;
  readonly logger: Logger;
}

const PROFILE_PATTERN = /^[\w.-]{1,128}$/;

/** Makes the routes of recommendation: `GET /rows?profile=` and `GET /history`, with a principal. */
export function createRecommendationApp(options: RecommendationAppOptions): Hono {
  const app = createApp(options.logger);
  app.get("/rows", async (context) => {
    const principal = requirePrincipal(context.req.raw.headers, options.seal);
    const profileId = readProfile(new URL(context.req.url).searchParams.get("profile"));
    return context.json({ rows: await options.recommendation.rows(principal, profileId) });
  });
  app.get("/history", async (context) => {
    const principal = requirePrincipal(context.req.raw.headers, options.seal);
    return context.json({ profiles: await options.recommendation.history(principal) });
  });
  return app;
}

function readProfile(text: string | null): string | undefined {
  if (text === null || text === "") return undefined;
  if (PROFILE_PATTERN.test(text)) return text;
  throw new NetopsError("REQUEST_INVALID", "Cannot take the profile as it is no id");
}
