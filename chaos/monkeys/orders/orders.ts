import type { MonkeyKind, MonkeyKnobs } from "../knobs/knobs.ts";

/** What `netops chaos monkey on` wrote down for the job that it started. */
export interface MonkeyOrders {
  readonly kind: MonkeyKind;
  /** The run that the monkey was turned on in: in any other it is off. */
  readonly runId: string;
  readonly seed: string;
  readonly onAtMs: number;
  readonly deadlineAtMs: number;
  readonly knobs: MonkeyKnobs;
}

/** The name of the job that is a monkey. */
export function monkeyJobName(kind: MonkeyKind): string {
  return `monkey-${kind}`;
}

/** The owner under which the guardian holds what a monkey does. */
export function monkeyOwner(kind: MonkeyKind): string {
  return `monkey-${kind}`;
}

/** The data folder of a monkey. */
export function monkeyDir(home: string, kind: MonkeyKind): string {
  return `${home}/data/monkeys/${kind}`;
}
