/** A stage and what must be complete before it. */
export interface GraphStage {
  readonly name: string;
  readonly needs: readonly string[];
}

/** One line of a graph that is drawn from top to bottom: a stage, and the lines beside it. */
export interface StageLane<Stage extends GraphStage> {
  readonly stage: Stage;
  /** Its own lane, 0 at the left. */
  readonly lane: number;
  /** Lanes of what it waited for: each is led to it from above. */
  readonly joins: readonly number[];
  /** Lanes that go by. */
  readonly passes: readonly number[];
  /** Whether others wait for it. */
  readonly goesOn: boolean;
}

/**
 * Lays stages out as lanes: each after all that it needs, a lane for what is still waited for, and as few lanes
 * as can be. A need that is no stage counts as complete.
 */
export function stageLanes<Stage extends GraphStage>(
  stages: readonly Stage[],
): readonly StageLane<Stage>[] {
  const left = new Map(stages.map(({ name }) => [name, 0]));
  for (const need of stages.flatMap(({ needs }) => needs)) {
    left.set(need, (left.get(need) ?? 0) + 1);
  }
  const lanes: (string | undefined)[] = [];
  return inOrder(stages).map((stage) => {
    const joins = lanes.flatMap((name, at) =>
      name !== undefined && stage.needs.includes(name) ? [at] : []
    );
    for (const at of joins) {
      const name = lanes[at] ?? "";
      left.set(name, (left.get(name) ?? 1) - 1);
      if (left.get(name) === 0) lanes[at] = undefined;
    }
    const passes = lanes.flatMap((name, at) => name === undefined ? [] : [at]);
    const own = joins.find((at) => lanes[at] === undefined);
    const free = own ?? lanes.indexOf(undefined);
    const lane = free === -1 ? lanes.length : free;
    const goesOn = (left.get(stage.name) ?? 0) > 0;
    lanes[lane] = goesOn ? stage.name : undefined;
    return { stage, lane, joins, passes, goesOn };
  });
}

/** How many lanes are needed. */
export function laneCount(rows: readonly StageLane<GraphStage>[]): number {
  return 1 + Math.max(0, ...rows.flatMap(({ lane, passes, joins }) => [lane, ...passes, ...joins]));
}

/** In the order given, but each after what it needs; what waits for itself comes last. */
function inOrder<Stage extends GraphStage>(stages: readonly Stage[]): readonly Stage[] {
  const names = new Set(stages.map(({ name }) => name));
  const waiting = [...stages];
  const done = new Set<string>();
  const ordered: Stage[] = [];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ needs }) =>
      needs.every((need) => done.has(need) || !names.has(need))
    );
    const [next] = waiting.splice(Math.max(0, ready), 1);
    if (next === undefined) break;
    done.add(next.name);
    ordered.push(next);
  }
  return ordered;
}
