import type { PsInstance } from "@netops/core/contracts";
import type { FaultPartRecord, FaultRecord } from "./fault_record.ts";
import type { Sides } from "./sides/sides.ts";

/** What can be seen of a fault. */
export interface FaultSight {
  /** Requests or turns that it touched. */
  readonly hits: number;
  /** Why no part of it is at work any more, or undefined. */
  readonly over?: string;
}

/** What is done to a seat: it goes on when the instance on it is gone. */
const ON_SEATS: ReadonlySet<string> = new Set(["kill", "outage", "refuse-starts", "restart-loop"]);

/** Looks at every part of a fault; one that nobody answers for may be at work. */
export async function lookAtFault(
  record: FaultRecord,
  { sides, instances }: {
    readonly sides: Pick<Sides, "of">;
    /** All that there are, or undefined when nobody can tell. */
    readonly instances: readonly PsInstance[] | undefined;
  },
): Promise<FaultSight> {
  const looks = record.parts.map((part) => sides.of(part).look(record, part));
  const sights = (await Promise.allSettled(looks)).map((one) =>
    one.status === "fulfilled" ? one.value : undefined
  );
  const hits = sumOf(sights.map((sight) => sight?.hits ?? 0));
  const isGone = record.parts.map((part) => isTargetGone(part, instances));
  const isAtWork = sights.some((sight, index) =>
    !isGone[index] && (sight === undefined || sight.isHeld && !sight.isLeft)
  );
  if (isAtWork) return { hits };
  const over = isGone.includes(true) ? "its target is gone" : "no target holds it any more";
  return { hits, over };
}

/** Whether the process that a part was done to is there no more. Some keep their id over a death, none its pid. */
function isTargetGone(
  { target, part }: FaultPartRecord,
  instances: readonly PsInstance[] | undefined,
): boolean {
  if (instances === undefined) return false;
  if (part.side === "fleet" && ON_SEATS.has(part.effect.type)) return false;
  return !instances.some(({ id, pid }) => id === target.id && pid === target.pid);
}

/** The sum of numbers. */
export function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, number) => sum + number, 0);
}
