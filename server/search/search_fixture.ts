import type { LicensedTitle } from "@netops/core/contracts";

/** Makes a title for tests; what is left out is plain. */
export function aTitle(
  id: string,
  title: string,
  options: Partial<LicensedTitle> = {},
): LicensedTitle {
  return {
    ...{ id, title, description: "", year: 2024, genres: [], durationMs: 60_000 },
    ...{ rungs: [], audioLanguages: [], captions: [], version: "v" },
    artwork: { background: "#000000", accent: "#ffffff", motif: "plain" },
    countries: "all",
    window: {},
    ...options,
  };
}
