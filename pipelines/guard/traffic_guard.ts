/** A server group as the guard sees it. */
export interface GuardedGroup {
  readonly name: string;
  /** Instances that take requests. */
  readonly up: number;
  readonly capacity: GroupCapacity;
}

/** How many instances a group may have. */
export interface GroupCapacity {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

/** What is about to happen to a cluster. */
export interface GuardRequest {
  /** All groups of the cluster in one place. */
  readonly groups: readonly GuardedGroup[];
  /** Names of those that stop taking requests. */
  readonly goingAway: readonly string[];
  /** As much of what is up must be left, and a little more: 0 (default) means anything; below 1. */
  readonly minCapacityRatio?: number;
}

/** Whether it may happen, and why. */
export interface GuardVerdict {
  readonly isAllowed: boolean;
  readonly reason: string;
}

/**
 * Refuses to take groups away when too little of what is up would be left: future/current ≤ ratio.
 *
 * Nothing is refused where nothing is up; nor when several groups of one pinned size go away while something
 * stays, as when the leftovers of a rolling deploy are cleaned up. A group that is not there is a refusal:
 * who asks knows another cluster.
 *
 * Source: clouddriver's TrafficGuard.
 */
export function checkTrafficGuard(request: GuardRequest): GuardVerdict {
  const { groups, goingAway, minCapacityRatio = 0 } = request;
  const unknown = goingAway.find((name) => groups.every((group) => group.name !== name));
  if (unknown !== undefined) return refuse(`Cannot find the server group ${unknown}`);
  const leaving = groups.filter(({ name }) => goingAway.includes(name));
  const current = upOf(groups);
  const future = current - upOf(leaving);
  if (current === 0) return allow("No instance of the cluster is up");
  if (future > 0 && isPinned(leaving)) return allow("Only groups of one pinned size go away");
  const words = `${future} of ${current} instances would be left`;
  return future / current <= minCapacityRatio
    ? refuse(`${words}; more than ${minCapacityRatio * 100} % must be`)
    : allow(words);
}

function upOf(groups: readonly GuardedGroup[]): number {
  return groups.reduce((sum, { up }) => sum + up, 0);
}

function isPinned(groups: readonly GuardedGroup[]): boolean {
  const [first, ...others] = groups;
  if (first === undefined || others.length === 0) return false;
  const { desired } = first.capacity;
  return groups.every(({ capacity: own }) =>
    own.min === own.max && own.desired === own.min && own.desired === desired
  );
}

function allow(reason: string): GuardVerdict {
  return { isAllowed: true, reason };
}

function refuse(reason: string): GuardVerdict {
  return { isAllowed: false, reason };
}
