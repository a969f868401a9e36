import type { FaultPlace } from "../contracts/fault.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";
import { ActiveFault } from "./active_fault.ts";
import type { CarriedFault } from "./fault_context.ts";
import { RequestPlan } from "./request_plan.ts";

/** What the faults of one request are carried out with. */
export interface RequestFaultsOptions {
  /** The header value that they came in, for the next hop. */
  readonly value: string;
  /** Wall ms. */
  readonly nowMs: number;
  readonly timer: Timer;
  readonly onHit: (kind: string) => void;
}

/** How long a call may be held up. */
export interface CallLimits {
  readonly mostMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Which call, or which app, faults are asked for. */
export interface FaultSite {
  readonly point: FaultPlace["point"];
  /** The app that serves, that is called, or whose database it is. */
  readonly app: string;
  /** The app that calls. */
  readonly from?: string;
}

/** Nothing is drawn any more: the gateway has drawn. */
const NO_CHANCE = { next: () => 0.5, integer: () => 0, hex: () => "", fork: () => NO_CHANCE };

/**
 * The faults that came with one request, until each has expired; those of calls and databases only while
 * the request is served, so that work which outlives it hurts nobody else.
 */
export class RequestFaults {
  readonly #options: RequestFaultsOptions;
  readonly #active: { readonly fault: ActiveFault; readonly at: FaultPlace }[] = [];
  readonly #timers = new Set<CancelTimer>();
  readonly #given = new Set<string>();
  #isServed = false;

  /** Begins them; each ends by itself. */
  constructor(faults: readonly CarriedFault[], options: RequestFaultsOptions) {
    this.#options = options;
    for (const { id, kind, effect, at, untilMs } of faults) {
      const leftMs = untilMs - options.nowMs;
      const terms = { remainingMs: leftMs, leaseMs: leftMs, seed: "" };
      const fault = new ActiveFault({ id, kind, effect, match: {}, ...terms }, NO_CHANCE);
      this.#active.push({ fault, at });
      this.#timers.add(options.timer.after(leftMs, () => fault.end()));
    }
  }

  /** What the next hop gets; undefined when the request is served, or nothing is left. */
  get value(): string | undefined {
    const isOver = this.#isServed || this.#active.every(({ fault }) => fault.ended.aborted);
    return isOver ? undefined : this.#options.value;
  }

  /** The ids of the faults that were really given. */
  get givenIds(): readonly string[] {
    return [...this.#given];
  }

  /** What is to be done at a site; undefined when nothing is. */
  plan(site: FaultSite, method = "GET"): RequestPlan | undefined {
    if (this.#isServed) return undefined;
    const faults = this.#active
      .filter(({ fault, at }) => !fault.ended.aborted && isAt(at, site))
      .map(({ fault }) => fault);
    const book = { requestFaults: faults, hit: (fault: ActiveFault) => this.#hit(fault) };
    const { timer } = this.#options;
    return faults.length === 0 ? undefined : new RequestPlan(faults, { book, timer }, method);
  }

  /**
   * Holds a call up, and answers instead where a fault says so; undefined when nothing is to be done.
   *
   * It waits no longer than the call may take: whoever has no time left is told so by the call itself.
   */
  meetCall(site: FaultSite, limits: CallLimits): Promise<Response | undefined> | undefined {
    const plan = this.plan(site);
    return plan && beforeCall(plan, limits, this.#options.timer);
  }

  /**
   * Waits and fails at a site that gives no answers of its own, such as a database.
   *
   * @throws {NetopsError} UNREACHABLE where a fault says abort.
   */
  pass(site: FaultSite): Promise<void> | undefined {
    const plan = this.plan(site);
    return plan === undefined ? undefined : failInstead(plan, site);
  }

  /** The request is answered; what is done to the body of its answer goes on. */
  served(): void {
    this.#isServed = true;
    if (this.#active.some(({ fault }) => fault.held.effect.type === "slow-body")) return;
    this.end();
  }

  /** Ends all of them. */
  end(): void {
    this.#isServed = true;
    for (const cancel of this.#timers) cancel();
    for (const { fault } of this.#active) fault.end();
  }

  #hit(fault: ActiveFault): void {
    this.#given.add(fault.held.id);
    this.#options.onHit(fault.held.kind);
  }
}

async function beforeCall(
  plan: RequestPlan,
  { mostMs, signal }: CallLimits,
  timer: Timer,
): Promise<Response | undefined> {
  const over = new AbortController();
  const end = () => over.abort();
  const cancel = timer.after(mostMs, end);
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });
  const answer = await plan.before(over.signal);
  cancel();
  signal?.removeEventListener("abort", end);
  return over.signal.aborted ? undefined : answer;
}

async function failInstead(plan: RequestPlan, { point, app }: FaultSite): Promise<void> {
  const answer = await plan.before(new AbortController().signal);
  if (answer === undefined) return;
  throw new NetopsError("UNREACHABLE", `Cannot use ${point} of ${app} as a fault makes it fail`, {
    details: { phase: "connect" },
  });
}

function isAt(at: FaultPlace, { point, app, from }: FaultSite): boolean {
  return at.point === point && (at.app === undefined || at.app === app) &&
    (at.from === undefined || at.from === from);
}
