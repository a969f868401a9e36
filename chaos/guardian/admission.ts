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

/** An instance that is not hit, and why. */
export interface Spared {
  readonly instance: PsInstance;
  readonly reason: string;
}

/** Who is hit and who is not. */
export interface Admission {
  readonly hit: readonly PsInstance[];
  readonly spared: readonly Spared[];
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
  if (named.length === 0) return { hit: [], spared: [], refusal: "the target names no instance" };
  const spared: Spared[] = [];
  const hit: PsInstance[] = [];
  for (const instance of shuffled(named, rng)) {
    const reason = hit.length >= wanted
      ? `${wanted} of ${named.length} were asked for`
      : reasonToSpare(instance, hit, { world, request });
    if (reason === undefined) hit.push(instance);
    else spared.push({ instance, reason });
  }
  const refusal = refusalOf(request, hit, spared);
  return refusal === undefined ? { hit: byId(hit), spared } : { hit: [], spared, refusal };
}

function refusalOf(
  { wanted, isAllOrNone }: AdmissionRequest,
  hit: readonly PsInstance[],
  spared: readonly Spared[],
): string | undefined {
  if (hit.length >= wanted || (hit.length > 0 && !isAllOrNone)) return undefined;
  const reasons = spared.map(({ instance, reason }) => `${instance.id}: ${reason}`);
  return `only ${hit.length} of ${wanted} may be hit (${[...new Set(reasons)].join("; ")})`;
}

function reasonToSpare(
  instance: PsInstance,
  hit: readonly PsInstance[],
  { world, request }: { readonly world: AdmissionWorld; readonly request: AdmissionRequest },
): string | undefined {
  if (world.deploying.has(instance.app)) return `${instance.app} is under deploy`;
  if (!request.takesAway) return undefined;
  // Who is away already is not taken away once more.
  if (world.held.has(instance.id)) {
    return request.isByName ? undefined : "another fault has it already";
  }
  const limits = world.limitsOf(instance.app, instance.zone);
  const group = world.instances.filter((one) => one.serverGroup === instance.serverGroup);
  const taken = new Set([...world.held, ...hit.map(({ id }) => id)]);
  const away = group.filter(({ id, status }) => status !== "UP" || taken.has(id)).length;
  if (instance.status !== "UP") return `it is ${instance.status} already`;
  const healthyLeft = group.length - away - 1;
  if (healthyLeft < limits.leastHealthy) {
    return limits.leastHealthy === 1
      ? `it is the last healthy one of ${instance.serverGroup}`
      : `${instance.serverGroup} must keep ${limits.leastHealthy} healthy ones`;
  }
  const most = Math.floor(limits.mostAwayRatio * group.length);
  if (away + 1 > most) {
    return `at most ${most} of ${group.length} of ${instance.serverGroup} may be away`;
  }
  return undefined;
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
