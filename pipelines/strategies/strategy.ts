import type { DeployStep } from "./step.ts";

/** The name of a strategy. */
export type StrategyName = "none" | "redblack" | "rolling" | "highlander" | "canary" | "monitored";

/** What a strategy works with. */
export interface StrategyOptions {
  /** The server group that serves now; none on the first deploy. */
  readonly old?: { readonly group: string; readonly replicas: number };
  /** The server group to be; as many replicas as the old one when left out, else 1. */
  readonly fresh: { readonly group: string; readonly replicas?: number };
  /** Name of a fresh group of the old version that a canary is compared with. */
  readonly baseline: string;
  /** Ascending shares in percent, each above 0 and below 100; 100 follows by itself. */
  readonly sharesPercent: readonly number[];
  /** How long each share is watched. */
  readonly bakeMs: number;
  /** Stops the old group at the end; otherwise it is kept, unrouted, for an instant rollback. */
  readonly stopsOld: boolean;
}

/** Makes the steps of a deploy. */
export type Strategy = (options: StrategyOptions) => readonly DeployStep[];

/** The strategies by name, each a function over the six primitives. Source: Spinnaker, Argo Rollouts. */
export const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  none: (options) => [...appear(options), ...(options.old === undefined ? takeOver(options) : [])],
  redblack: (options) => [...appear(options), ...takeOver(options), ...leave(options)],
  highlander: (options) => [
    ...appear(options),
    ...takeOver(options),
    ...leave({ ...options, stopsOld: true }),
  ],
  rolling: (options) => [...appear(options), ...shares(options, noLooks), ...leave(options)],
  monitored: (options) => [...appear(options), ...shares(options, looks), ...leave(options)],
  canary,
};

/** Undoes a deploy wherever it stands: traffic back to the old group, then what is fresh goes. */
export function rollbackSteps(
  { old, fresh, baseline }: StrategyOptions,
  spawned: readonly string[],
) {
  const steps: DeployStep[] = old === undefined
    ? []
    : [{ kind: "ready", ...old }, route({ [old.group]: 100 }, { [old.group]: old.replicas })];
  for (const group of [fresh.group, baseline].filter((name) => spawned.includes(name))) {
    steps.push({ kind: "drain", group }, { kind: "stop", group });
  }
  return steps;
}

/** A fresh group, healthy and unrouted. */
function appear(options: StrategyOptions): DeployStep[] {
  return spawn(options.fresh.group, "new", replicasOf(options));
}

function spawn(group: string, version: "old" | "new", replicas: number): DeployStep[] {
  return [{ kind: "spawn", group, version, replicas }, { kind: "ready", group, replicas }];
}

function takeOver(options: StrategyOptions): DeployStep[] {
  const { group } = options.fresh;
  return [route({ [group]: 100 }, { [group]: replicasOf(options) })];
}

/** The old group, without traffic: drained, and stopped when that is wanted. */
function leave({ old, stopsOld }: StrategyOptions): DeployStep[] {
  if (old === undefined) return [];
  const { group } = old;
  return [{ kind: "drain", group }, ...(stopsOld ? [{ kind: "stop", group } as const] : [])];
}

function noLooks(): readonly DeployStep[] {
  return [];
}

/** Share after share; `between` says what happens before the next one. */
function shares(
  options: StrategyOptions,
  between: (options: StrategyOptions, look: number) => readonly DeployStep[],
): DeployStep[] {
  const { old, fresh, sharesPercent } = options;
  if (old === undefined) return takeOver(options);
  const require = { [old.group]: 1, [fresh.group]: 1 };
  const steps = sharesPercent.flatMap((percent, at) => [
    route({ [old.group]: 100 - percent, [fresh.group]: percent }, require),
    ...between(options, at + 1),
  ]);
  // Without requests the old group is no measure any more.
  return [...steps, ...takeOver(options)];
}

function looks({ old, fresh, bakeMs }: StrategyOptions, look: number): DeployStep[] {
  return [{
    kind: "judge",
    look,
    bakeMs,
    baseline: old?.group ?? fresh.group,
    canary: fresh.group,
  }];
}

/**
 * A canary beside a fresh baseline of the old version with the same share: what is old and warm would
 * look better than anything new.
 */
function canary(options: StrategyOptions): DeployStep[] {
  const { old, fresh, baseline, sharesPercent, bakeMs } = options;
  if (old === undefined) return [...appear(options), ...takeOver(options)];
  const require = { [old.group]: 1, [fresh.group]: 1, [baseline]: 1 };
  const steps = sharesPercent.flatMap((percent, at) => {
    const each = Math.min(percent, 50);
    const rest = 100 - 2 * each;
    const weights = {
      ...(rest > 0 ? { [old.group]: rest } : {}),
      [baseline]: each,
      [fresh.group]: each,
    };
    const judged = { look: at + 1, bakeMs, baseline, canary: fresh.group };
    return [route(weights, require), { kind: "judge", ...judged } as const];
  });
  return [
    ...spawn(baseline, "old", replicasOf(options)),
    ...appear(options),
    ...steps,
    ...takeOver(options),
    { kind: "drain", group: baseline },
    { kind: "stop", group: baseline },
    ...leave(options),
  ];
}

function replicasOf({ old, fresh }: StrategyOptions): number {
  return fresh.replicas ?? old?.replicas ?? 1;
}

function route(
  weights: Readonly<Record<string, number>>,
  require: Readonly<Record<string, number>>,
): DeployStep {
  return { kind: "route", weights, require };
}
