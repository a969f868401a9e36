import type { StageHandler, StageScope, StageStep, StageWishes } from "../stage_handler.ts";
import { scopeOf, type Simulation, sleepAfter } from "../../simulation/simulate_deploy.ts";
import { routeOf, sharesOf } from "./route_change.ts";
import type { StepEvent } from "./step_work.ts";

/** How a stage is driven through a simulated world. */
export interface Drive {
  /** What somebody wishes before this step, as long as nobody took it. */
  readonly wish?: (count: number, last: StageStep<unknown> | undefined) => StageWishes;
  /** The result of this step is lost: whoever stored it was killed before. */
  readonly isLost?: (count: number) => boolean;
  /** From this step on it is cancelled. */
  readonly cancelAt?: number;
  /** Happens to the world before a step. */
  readonly before?: (count: number, last: StageStep<unknown> | undefined) => void;
  /** Instead of what the stage is told. */
  readonly spec?: Record<string, unknown>;
  readonly scope?: Partial<StageScope>;
}

/** What a driven stage came to. */
export interface Driven {
  readonly last: StageStep<unknown>;
  readonly steps: number;
  readonly events: readonly StepEvent[];
  readonly all: readonly StageStep<unknown>[];
}

/** Drives a stage to its end; between steps nothing is remembered but JSON. */
export async function drive(
  handler: unknown,
  simulation: Simulation,
  { wish, isLost, cancelAt = Infinity, before, spec, scope: own }: Drive = {},
): Promise<Driven> {
  const { begin, advance, cancel } = handler as StageHandler;
  const scope = (wishes: StageWishes = {}) =>
    ({
      ...scopeOf(simulation, wishes),
      ...own,
      ...(spec === undefined ? {} : { spec }),
    }) as StageScope;
  let state = begin(scope());
  let last: StageStep<unknown> | undefined;
  const all: StageStep<unknown>[] = [];
  for (let count = 0; count < 20_000; count++) {
    before?.(count, last);
    const wishes = wish?.(count, last) ?? {};
    const look = count >= cancelAt ? cancel : advance;
    const step = await look(JSON.parse(JSON.stringify(state)), scope(wishes));
    if (isLost?.(count) === true) continue;
    last = step;
    all.push(step);
    if (step.status !== "RUNNING") break;
    state = step.state;
    sleepAfter(simulation, step);
  }
  if (last === undefined || last.status === "RUNNING") throw new Error("The stage does not end");
  const events = all.flatMap((step) => (step.events ?? []) as readonly StepEvent[]);
  return { last, steps: all.length, events, all };
}

/** What is there in the end: groups with their sizes, and who has how many percent. */
export function endOf({ platform, world }: Simulation): string {
  const groups = [...world.groups.values()].filter(({ stopsAtMs }) => stopsAtMs === undefined);
  const route = routeOf(platform.world.snapshot, world.app);
  const shares = Object.entries(route === undefined ? {} : sharesOf(route))
    .map(([name, share]) => `${name}=${Math.round(100 * share)}`);
  return `${groups.map(({ name, desired }) => `${name}×${desired}`).join(" ")} | ${
    shares.join(" ")
  }`;
}

/** Kinds of the events of a stage, in order. */
export function kindsOf({ events }: Driven): string {
  return events.map(({ kind }) => kind).join(" ");
}
