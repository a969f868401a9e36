import type { OcaReport, OcaRoute } from "@netops/core/contracts";

/** What an operator changed about a prefix of an OCA: a route added, or one withdrawn. */
export type RouteChange =
  | { readonly kind: "added"; readonly oca: string; readonly route: OcaRoute }
  | { readonly kind: "withdrawn"; readonly oca: string; readonly prefix: string };

/** One row of the prefix table. */
export interface PrefixRow extends OcaRoute {
  readonly oca: string;
  readonly source: "reported" | "added" | "withdrawn";
}

/** The rows of one OCA: what it reports and what was changed about it, by prefix. */
export function prefixRows(
  { oca, routes }: Pick<OcaReport, "oca" | "routes">,
  changes: readonly RouteChange[],
): PrefixRow[] {
  const rows = new Map<string, PrefixRow>();
  for (const route of routes) rows.set(route.prefix, { ...route, oca, source: "reported" });
  for (const change of changes) {
    if (change.oca !== oca) continue;
    if (change.kind === "added") {
      rows.set(change.route.prefix, { ...change.route, oca, source: "added" });
      continue;
    }
    const reported = rows.get(change.prefix);
    if (reported !== undefined) rows.set(change.prefix, { ...reported, source: "withdrawn" });
  }
  return [...rows.values()];
}

/** The routes of an OCA that count: reported and added ones, without those withdrawn. */
export function effectiveRoutes(
  report: Pick<OcaReport, "oca" | "routes">,
  changes: readonly RouteChange[],
): OcaRoute[] {
  return prefixRows(report, changes)
    .filter(({ source }) => source !== "withdrawn")
    .map(({ prefix, attachment, asPathLength, med }) => ({
      ...{ prefix, attachment, asPathLength, med },
    }));
}
