import type { ExecutionEvent, ServerGroupView } from "@netops/core/contracts";
import { finalState, hashState } from "./final_state.ts";
import type { TortureCase, TortureWorld } from "./torture_world.ts";

/** What became of one execution, in which the conductor died or did not. */
export interface TortureRound {
  /** The event after which it died; undefined in the round that nobody disturbs. */
  readonly afterSeq?: number;
  readonly kind?: string;
  readonly state: string;
  readonly hash: string;
  readonly deaths: number;
  readonly dropped: number;
  readonly elapsedMs: number;
  /** What should not be, in a sentence each; none when all is well. */
  readonly problems: readonly string[];
}

/** What became of a pipeline whose conductor was killed after each of its events. */
export interface TortureReport {
  readonly name: string;
  readonly events: number;
  readonly rounds: readonly TortureRound[];
  readonly requests: number;
  readonly passed: boolean;
}

/** How a pipeline is tortured. */
export interface TortureOptions {
  /** Dies after every so many events; 1 is after each. */
  readonly every: number;
  readonly runKey: string;
  readonly nowMs: () => number;
  onRound(round: TortureRound): void;
  /** Ends early, after the round that is under way. */
  readonly signal: AbortSignal;
}

/**
 * Carries a pipeline out once undisturbed, and then again for each of its events with the conductor killed after
 * that event: the end must be the same each time, epochs must grow, and no request may be lost.
 */
export async function tortureConductor(
  { name, pipeline }: TortureCase,
  world: TortureWorld,
  options: TortureOptions,
): Promise<TortureReport> {
  const sentBefore = world.requests().sent;
  const rounds: TortureRound[] = [];
  const carryOut = async (afterSeq: number | undefined, kind?: string) => {
    const round = await oneRound(world, {
      ...{ afterSeq, kind, pipeline: pipeline(rounds.length), nowMs: options.nowMs },
      key: `${options.runKey}/${name}/${rounds.length}`,
      wanted: rounds[0]?.state,
    });
    rounds.push(round.round);
    options.onRound(round.round);
    return round.events;
  };
  const events = await carryOut(undefined);
  for (const { seq, kind } of events.filter((_, at) => at % options.every === 0)) {
    if (options.signal.aborted) break;
    await carryOut(seq, kind);
  }
  const isWhole = !options.signal.aborted;
  return {
    ...{ name, events: events.length, rounds, requests: world.requests().sent - sentBefore },
    passed: isWhole && rounds.length > 1 && rounds.every(({ problems }) => problems.length === 0),
  };
}

interface RoundOrder {
  readonly afterSeq: number | undefined;
  readonly kind: string | undefined;
  readonly key: string;
  readonly pipeline: ReturnType<TortureCase["pipeline"]>;
  readonly wanted: string | undefined;
  readonly nowMs: () => number;
}

async function oneRound(
  world: TortureWorld,
  order: RoundOrder,
): Promise<{ readonly round: TortureRound; readonly events: readonly ExecutionEvent[] }> {
  const startedMs = order.nowMs();
  const before = servingVersion(await world.settledGroups());
  const [starts, epochs] = await Promise.all([world.conductorStarts(), world.epochs()]);
  const { dropped } = world.requests();
  if (order.afterSeq !== undefined) await world.arm(order.afterSeq);
  const execution = await world.carryOut(order.pipeline, order.key);
  const groups = await world.settledGroups();
  const state = finalState({ execution, groups, before });
  const deaths = await world.conductorStarts() - starts;
  const facts = {
    ...{ state, deaths, dropped: world.requests().dropped - dropped },
    problems: [
      ...problemsOf({ state, deaths }, order),
      ...epochProblems((await world.epochs()).slice(epochs.length), epochs.at(-1) ?? 0),
      ...strayProblems(groups, await world.processes()),
    ],
  };
  const lost = facts.dropped === 0 ? [] : [`${facts.dropped} requests were dropped`];
  return {
    round: {
      ...(order.afterSeq === undefined ? {} : { afterSeq: order.afterSeq }),
      ...(order.kind === undefined ? {} : { kind: order.kind }),
      ...facts,
      ...{ hash: await hashState(state), elapsedMs: order.nowMs() - startedMs },
      problems: [...facts.problems, ...lost],
    },
    events: await world.events(execution.id),
  };
}

function servingVersion(groups: readonly ServerGroupView[]): string {
  const [first, ...others] = groups.toSorted((one, other) => other.shareRatio - one.shareRatio);
  if (first === undefined || first.shareRatio !== 1 || others.some((one) => one.shareRatio > 0)) {
    return "none alone";
  }
  return first.version;
}

function problemsOf(
  { state, deaths }: { readonly state: string; readonly deaths: number },
  { afterSeq, wanted }: RoundOrder,
): string[] {
  const problems: string[] = [];
  if (wanted !== undefined && state !== wanted) problems.push(`it ended otherwise: ${state}`);
  const due = afterSeq === undefined ? 0 : 1;
  if (deaths !== due) problems.push(`the conductor died ${deaths} times instead of ${due}`);
  return problems;
}

function epochProblems(epochs: readonly number[], last: number): string[] {
  const all = [last, ...epochs];
  const isGrowing = all.every((epoch, at) => at === 0 || epoch > all[at - 1]!);
  return isGrowing ? [] : [`epochs do not grow: ${all.join(", ")}`];
}

/** A process of a group that is not there, or more processes than a group wants. */
function strayProblems(
  groups: readonly ServerGroupView[],
  processes: readonly string[],
): string[] {
  const wanted = new Map(groups.map(({ name, desired }) => [name, desired]));
  const counted = Map.groupBy(processes, (name) => name);
  return [...counted].flatMap(([name, { length }]) =>
    length > (wanted.get(name) ?? 0)
      ? [`${name} has ${length} processes and should have ${wanted.get(name) ?? 0}`]
      : []
  );
}
