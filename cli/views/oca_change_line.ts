import type { OcaStanding } from "@netops/core/contracts";

/** What is wanted of an OCA. */
export interface OcaWish {
  readonly verb: "drain" | "undrain";
  readonly dryRun: boolean;
}

/** How an OCA is that was asked for the same before, by what it said last. */
const ALREADY = {
  drain: {
    DRAINED: "is already drained",
    DRAINING: "is already draining",
    SERVING: "is already to be drained",
  },
  undrain: {
    SERVING: "serves already",
    DRAINING: "is already to serve again",
    DRAINED: "is already to serve again",
  },
} as const;

/** Whether this was wanted before. */
export function isWantedAlready(standing: OcaStanding, { verb }: Pick<OcaWish, "verb">): boolean {
  return standing.wantedState === (verb === "drain" ? "DRAINED" : "SERVING");
}

/** What a wish changes, for people. */
export function ocaChangeLine(standing: OcaStanding, { verb, dryRun }: OcaWish): string {
  const { oca, state } = standing.report;
  if (isWantedAlready(standing, { verb })) return `${oca} ${ALREADY[verb][state]}`;
  if (dryRun) return `would ${verb} ${oca}`;
  return `${oca} is to ${
    verb === "drain" ? "be drained" : "serve again"
  }: netops oca list shows when`;
}
