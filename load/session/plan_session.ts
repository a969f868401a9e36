import type { LoadOrder, SessionPlan } from "../run/load_order.ts";
import { Draw } from "./draw.ts";

/** What one viewer is going to do. */
export interface PlannedSession {
  readonly index: number;
  readonly scenario: "play" | "signin" | "browse";
  readonly titleId: string;
  /** How long it watches after the first picture. */
  readonly watchMs: number;
  /** How long it waits for the first picture, from its scheduled begin. */
  readonly patienceMs: number;
  /** What makes a play that is sent again the same play; of this load only. */
  readonly playId: string;
  /** 32 hex digits; of this load only. */
  readonly traceId: string;
  /** `traceparent` of its play call; of the others, the platform keeps only spans that failed or were slow. */
  readonly traceParent: string;
  /** Draws from [0, 1) for everything that happens in the session. */
  readonly random: () => number;
}

/** Shares of `mixed`: the rest plays. */
const BROWSE_SHARE = 0.2;
const SIGNIN_SHARE = 0.1;
/** Whole traces: enough to look at, and few enough to weigh nothing beside the load itself. */
const TRACES_PER_S = 5;

/** What of an order sessions are drawn from. */
export type PlannedLoad = Pick<LoadOrder, "id" | "seed" | "plan" | "arrivals">;

/**
 * Draws what viewers do: the same seed and index give the same session on every engine and at any time.
 *
 * Titles are asked for by Zipf's law over their rank r: p(r) ∝ 1/r. Source: Breslau et al. 1999.
 */
export class SessionPlanner {
  readonly #order: PlannedLoad;
  readonly #plan: SessionPlan;
  readonly #tracedEvery: number;
  readonly #weights: readonly number[];

  /** Plans by an order; one without a plan is a script of the user's. @throws {RangeError} */
  constructor(order: PlannedLoad) {
    const { plan } = order;
    if (plan === undefined) throw new RangeError("Cannot plan sessions as the order has no plan");
    if (plan.titles.length === 0) throw new RangeError("Cannot plan sessions without a title");
    this.#order = order;
    this.#plan = plan;
    this.#tracedEvery = Math.max(1, Math.ceil(mostPerS(order.arrivals) / TRACES_PER_S));
    let sum = 0;
    this.#weights = plan.titles.map((_, place) => sum += 1 / (place + 1));
  }

  /** Draws the session of an arrival. */
  session(index: number): PlannedSession {
    const { id, seed } = this.#order;
    const plan = this.#plan;
    const draw = new Draw(seed, index);
    // Each is drawn whether it is needed or not, so that presets differ in nothing else.
    const scenario = this.#scenario(draw.next());
    const titleId = this.#title(draw.next());
    const watchMs = draw.between(plan.watchMinMs, plan.watchMaxMs + 1);
    const patienceMs = plan.patienceMinMs + draw.exponential(plan.patienceMeanMs);
    // A play that was played before in the life of a platform would be answered from memory.
    const own = new Draw(seed, index, id);
    const traceId = own.hex(16);
    return {
      ...{ index, scenario, titleId, watchMs, patienceMs, traceId },
      playId: `load-${own.hex(12)}`,
      traceParent: `00-${traceId}-${own.hex(8)}-${index % this.#tracedEvery === 0 ? "01" : "00"}`,
      random: () => draw.next(),
    };
  }

  #scenario(drawn: number): PlannedSession["scenario"] {
    const { scenario } = this.#plan;
    if (scenario !== "mixed") return scenario;
    if (drawn < SIGNIN_SHARE) return "signin";
    return drawn < SIGNIN_SHARE + BROWSE_SHARE ? "browse" : "play";
  }

  #title(drawn: number): string {
    const { titles, isPremiere } = this.#plan;
    const total = this.#weights[this.#weights.length - 1] ?? 0;
    const place = isPremiere ? 0 : this.#weights.findIndex((weight) => drawn * total < weight);
    return titles[Math.max(0, place)] ?? "";
  }
}

/** The highest rate of starts; 0 in the closed model, where viewers themselves are slow to come. */
function mostPerS(arrivals: LoadOrder["arrivals"]): number {
  if (arrivals === undefined) return 0;
  return Math.max(arrivals.startRate, ...arrivals.stages.map(({ targetRate }) => targetRate));
}
