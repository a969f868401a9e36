import type { TargetState } from "../intake/mod.ts";

/** How far the clock of a process is ahead of telemetry's. */
export interface ClockView {
  readonly app: string;
  readonly instance: string;
  readonly skewMs: number;
  /** The truth lies within `skewMs` ± `errorMs`. */
  readonly errorMs: number;
  /** More than the tolerance off, for certain. */
  readonly isSkewed: boolean;
}

/** `GET /v1/clocks`. */
export interface ClocksDocument {
  readonly schema: "netops.clocks/v1";
  readonly toleranceMs: number;
  readonly clocks: readonly ClockView[];
}

/** Clocks should agree this well. */
const TOLERANCE_MS = 5;

/** All clocks that are known; each is off when `|skewMs| − errorMs` is more than 5 ms. */
export function clocksDocument(states: readonly TargetState[]): ClocksDocument {
  return {
    schema: "netops.clocks/v1",
    toleranceMs: TOLERANCE_MS,
    clocks: states.flatMap(clockOf),
  };
}

/** Those clocks that are off and that date something `from` says. */
export function skewedClocks(
  states: readonly TargetState[],
  from: ReadonlySet<string>,
): readonly ClockView[] {
  return states.flatMap(clockOf).filter(({ instance, isSkewed }) => isSkewed && from.has(instance));
}

function clockOf({ target, clock }: TargetState): ClockView[] {
  if (clock === undefined) return [];
  const { skewMs, errorMs } = clock;
  return [{
    app: target.labels["app"] ?? "",
    instance: target.labels["instance"] ?? target.id,
    skewMs: toMicroseconds(skewMs),
    errorMs: toMicroseconds(errorMs),
    isSkewed: Math.abs(skewMs) - errorMs > TOLERANCE_MS,
  }];
}

/** Behind that digits say nothing. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
