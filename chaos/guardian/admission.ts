import type { Rng } from "@netops/core";
import type { PsInstance } from "@netops/core/contracts";

/** How much a fault may take away; by app where an app has its own. */
export interface AdmissionLimits {
  /** The largest share of a server group that may be away at once, 0..1. */
  readonly mostAwayRatio: number;
  /** How many healthy instances of a server group must stay. */
  readonly leastHealthy: number;
}

/** Half of a server group at most, and never its last healthy instance. */
export const DEFAULT_LIMITS: AdmissionLimits = { mostAwayRatio: 0.5, leastHealthy: 1 };

/** What a decision is made of. */
export interface AdmissionRequest {
  /** The instances that the target names. */
  readonly named: readonly PsInstance[];
  /** How many are wanted of them. */
  readonly wanted: number;
  /** Whether the fault takes instances away. */
  readonly takesAway: boolean;
  /** With true it is all of the wanted ones or none: fewer than asked for is a refusal. */
  readonly isAllOrNone: boolean;
  /** Whether the target is one instance by its id: nobody else can be chosen instead. */
  readonly isByName: boolean;
  readonly rng: Rng;
}

/** What the platform is like at the moment of the decision. */
export interface AdmissionWorld {
  /** All that there are, and those that faults took away for good: their seats count as empty. */
  readonly instances: readonly Pick<PsInstance, "id" | "serverGroup" | "status">[];
  /** Ids of instances that faults hold or are about to take. */
  readonly held: ReadonlySet<string>;
  readonly limitsOf: (app: string, zone: string) => AdmissionLimits;
  /** Apps that are under deploy, and whether this request may act then. */
  readonly deploying: ReadonlySet<string>;
}

/** Why an instance is not hit. */
export interface SpareReason {
  readonly reason: string;
  readonly cause: "unasked" | "deploy" | "held" | "not-up" | "limit";
  /** How many its server group would have to have, where that is what keeps it from being hit. */
  readonly neededSize?: number;
}

/** An instance that is not hit, and why. */
export interface Spared extends SpareReason {
  readonly instance: PsInstance;
}

/** Who is hit and who is not. */
export interface Admission {
  readonly hit: readonly PsInstance[];
  readonly spared: readonly Spared[];
  /** How many could be hit, also when nothing may be done. */
  readonly allowed: number;
  /** Why nothing may be done, or undefined. */
  readonly refusal?: string;
}

/**
 * Decides who is hit. Pure, so that two requests at once cannot pass a limit together: whoever decides
 * notes the hit ones as held in the same step.
 *
 * For a fault that takes instances away, in each server group: healthy and not held must stay at least
 * `leastHealthy`, and away ≤ floor(mostAwayRatio · size). One that a fault holds is hit again by its name only:
 * faults compose, and it is counted once.
 */
export function admit(request: AdmissionRequest, world: AdmissionWorld): Admission {
  const { named, wanted, rng } = request;
  if (named.length === 0) {
    return { hit: [], spared: [], allowed: 0, refusal: "the target names no instance" };
  }
  const spared: Spared[] = [];
  const hit: PsInstance[] = [];
  for (const instance of shuffled(named, rng)) {
    const why: SpareReason | undefined = hit.length >= wanted
      ? { reason: `${wanted} of ${named.length} were asked for`, cause: "unasked" }
      : reasonToSpare(instance, hit, { world, request });
    if (why === undefined) hit.push(instance);
    else spared.push({ instance, ...why });
  }
  const refusal = refusalOf(request, hit, spared);
  const allowed = hit.length;
  return refusal === undefined
    ? { hit: byId(hit), spared, allowed }
    : { hit: [], spared, allowed, refusal };
}

function refusalOf(
  { named, wanted, isAllOrNone }: AdmissionRequest,
  hit: readonly PsInstance[],
  spared: readonly Spared[],
): string | undefined {
  if (hit.length >= wanted || (hit.length > 0 && !isAllOrNone)) return undefined;
  const reasons = spared.map(({ instance, reason }) => `${instance.id}: ${reason}`);
  if (named.length < wanted) reasons.unshift(`the target names ${named.length}`);
  return `only ${hit.length} of ${wanted} may be hit (${[...new Set(reasons)].join("; ")})`;
}

function reasonToSpare(
  instance: PsInstance,
  hit: readonly PsInstance[],
  { world, request }: { readonly world: AdmissionWorld; readonly request: AdmissionRequest },
): SpareReason | undefined {
  const { app, id, status } = instance;
  if (world.deploying.has(app)) return { reason: `${app} is under deploy`, cause: "deploy" };
  if (!request.takesAway) return undefined;
  // Who is away already is not taken away once more.
  if (world.held.has(id)) {
    return request.isByName ? undefined : { reason: "another fault has it already", cause: "held" };
  }
  if (status !== "UP") return { reason: `it is ${status} already`, cause: "not-up" };
  return limitOf(instance, hit, world);
}

/** What of the limits of its server group keeps one more instance from being taken away. */
function limitOf(
  { app, zone, serverGroup }: PsInstance,
  hit: readonly PsInstance[],
  world: AdmissionWorld,
): SpareReason | undefined {
  const { leastHealthy, mostAwayRatio } = world.limitsOf(app, zone);
  const group = world.instances.filter((one) => one.serverGroup === serverGroup);
  const taken = new Set([...world.held, ...hit.map((one) => one.id)]);
  const away = group.filter(({ id, status }) => status !== "UP" || taken.has(id)).length + 1;
  const neededSize = Math.max(Math.ceil(away / mostAwayRatio), away + leastHealthy);
  const spare = (reason: string): SpareReason => ({ reason, cause: "limit", neededSize });
  if (group.length - away < leastHealthy) {
    return spare(
      leastHealthy === 1
        ? `it is the last healthy one of ${serverGroup}`
        : `${serverGroup} must keep ${leastHealthy} healthy ones`,
    );
  }
  const most = Math.floor(mostAwayRatio * group.length);
  if (away <= most) return undefined;
  return spare(`at most ${most} of ${group.length} of ${serverGroup} may be away`);
}

/** Draws an order: the first of it are hit. Source: Fisher and Yates. */
function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

function byId(instances: readonly PsInstance[]): PsInstance[] {
  return [...instances].sort((left, right) => left.id < right.id ? -1 : 1);
}

/**
 * How many of the named ones are wanted: `count`, a share of them rounded up, or else one, or all where
 * the kind hits all.
 */
export function wantedOf(
  named: number,
  options: {
    readonly count?: number | undefined;
    readonly percent?: number | undefined;
    readonly hitsAll: boolean;
  },
): number {
  const { count, percent, hitsAll } = options;
  if (count !== undefined) return count;
  if (percent !== undefined) return Math.ceil(named * percent / 100);
  return hitsAll ? named : Math.min(1, named);
}
