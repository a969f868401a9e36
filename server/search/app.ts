import type { Clock, Logger, PrincipalSeal } from "@netops/core";
import type { CatalogTitle, LicensedTitle } from "@netops/core/contracts";
import { createApp, requirePrincipal } from "@netops/core/service";
import type { Hono } from "hono";
import { checkLicence } from "../catalog/licence.ts";
import { readSearch } from "./read_search.ts";
import { type SearchableIndex, searchTitles } from "./search_titles.ts";

/** What the skin works with. */
export interface SearchAppOptions {
  readonly index: SearchableIndex;
  readonly seal: PrincipalSeal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hears how long a search took. */
  readonly onSearch: (durationMs: number, fuzzy: boolean) => void;
}

/** Makes the route of search: `GET /?q=` with a principal. */
export function createSearchApp(options: SearchAppOptions): Hono {
  const { index, seal, clock, onSearch } = options;
  const app = createApp(options.logger);
  app.get("/", (context) => {
    const { country } = requirePrincipal(context.req.raw.headers, seal);
    const { query, limit } = readSearch(new URL(context.req.url).searchParams);
    const startedMs = clock.monotonicMs();
    const nowMs = clock.nowMs();
    const { titles, fuzzy } = searchTitles(index, {
      ...{ query, limit },
      mayShow: (title) => checkLicence(title, { country, nowMs }).kind === "licensed",
    });
    onSearch(clock.monotonicMs() - startedMs, fuzzy);
    return context.json({ query, fuzzy, titles: titles.map(shown) });
  });
  return app;
}

function shown({ countries: _, window: __, ...title }: LicensedTitle): CatalogTitle {
  return title;
}
