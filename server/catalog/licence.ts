import type { TitleLicence } from "@netops/core/contracts";

/** What a title may be shown to: a country, at a time. */
export interface Showing {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly nowMs: number;
}

/** Whether a title may be shown, and why not. */
export type LicenceVerdict =
  | { readonly kind: "licensed" }
  | { readonly kind: "country" }
  | { readonly kind: "early"; readonly fromMs: number }
  | { readonly kind: "late"; readonly untilMs: number };

/** No limits. */
export const OPEN_LICENCE: TitleLicence = { countries: "all", window: {} };

/**
 * Says whether a licence allows a showing: the country is named, and `fromMs ≤ now < untilMs`.
 *
 * The country is judged first: a window means nothing to whom it is never opened.
 */
export function checkLicence(licence: TitleLicence, { country, nowMs }: Showing): LicenceVerdict {
  const { countries, window: { fromMs, untilMs } } = licence;
  if (countries !== "all" && !countries.includes(country)) return { kind: "country" };
  if (fromMs !== undefined && nowMs < fromMs) return { kind: "early", fromMs };
  if (untilMs !== undefined && nowMs >= untilMs) return { kind: "late", untilMs };
  return { kind: "licensed" };
}

/** Says in a sentence why a showing is refused: the end of "Cannot show X as …". */
export function licenceReason(
  verdict: Exclude<LicenceVerdict, { kind: "licensed" }>,
  country: string,
): string {
  if (verdict.kind === "country") return `it has no licence for the country ${country}`;
  return verdict.kind === "early"
    ? `its licence window opens at ${new Date(verdict.fromMs).toISOString()}`
    : `its licence window closed at ${new Date(verdict.untilMs).toISOString()}`;
}
