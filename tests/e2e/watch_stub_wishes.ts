import type { CatalogTitle } from "@netops/core/contracts";

/** What the stub does on request. */
export interface StubWishes {
  /** Answers these paths (method and path) with a problem instead. */
  readonly refusals: Map<string, { status: number; code: string; detail: string }>;
  /** Recommendation is away: the gateway answers with the catalogue's rows. */
  isFallback: boolean;
  /** Services have just begun and know no titles for their rows. */
  areRowsEmpty?: boolean;
  /** Where the profile stopped, by title. */
  readonly positionsMs: Map<string, number>;
  titles: CatalogTitle[];
  profiles: { id: string; name: string }[];
  /** The access token ends at once. */
  areTokensShort: boolean;
}
