import type { FailPoint, InnerEffect } from "@netops/core/contracts";
import { z } from "zod";
import { type FaultKind, faultKind, INSTANCES, OURS_ONLY } from "./fault_kind.ts";

type FailPointEffect = Extract<InnerEffect, { type: "fail-point" }>;

/** Parameters of a dependency that fails. */
export const FAILING = z.strictObject({
  ratio: z.number().min(0).max(1).default(1),
});

/** Parameters of a dependency that is slow. */
export const SLOW = z.strictObject({
  delayMs: z.number().min(0).max(600_000).default(1_000),
  ratio: z.number().min(0).max(1).default(1),
});

/** What a kind at one place in our own code is made of. */
export interface PointKind {
  readonly kind: string;
  readonly summary: string;
  readonly point: FailPoint;
  readonly mode: FailPointEffect["mode"];
  readonly isSlow?: true;
}

/** Makes the kind of a dependency that fails, is slow or lies, at one place in our own code. */
export function atPoint({ kind, summary, point, mode, isSlow }: PointKind): FaultKind {
  return faultKind<{ readonly delayMs?: number; readonly ratio: number }>({
    ...OURS_ONLY,
    kind,
    summary,
    targets: INSTANCES,
    parameters: isSlow ? SLOW : FAILING,
    undo: "the process that holds it lets go; seen when it holds it no more",
    takesAway: false,
    partOn: (_instance, { delayMs = 0, ratio }) => ({
      side: "service",
      effect: { type: "fail-point", point, mode, delayMs, ratio },
      match: {},
    }),
  });
}
