import type { Clock, Timer } from "@netops/core";
import type { Host } from "@netops/core/host";
import { GRACE_MS, type LoadOrder, type PoolAccount } from "../run/load_order.ts";
import { SessionPlanner } from "../session/mod.ts";
import type { SessionLine } from "../session/session_line.ts";
import { AccountSeats } from "./account_seats.ts";
import { ClientPlaces } from "./client_places.ts";
import { type Arrival, beginSessions } from "./session_source.ts";
import { runSession } from "./viewer_session.ts";

/** What an order is played with. */
export interface PlayOrderOptions {
  readonly accounts: readonly PoolAccount[];
  readonly clock: Clock;
  readonly timer: Timer;
  readonly os: string;
  readonly createHttpClient: Host["createHttpClient"];
  /** Ends the load early: sessions that run are stopped. */
  readonly signal: AbortSignal;
  readonly emit: (line: SessionLine) => void;
}

/**
 * Plays the sessions of an order; resolves when the last is over, `GRACE_MS` after the last began at most. Answers
 * whether all of it was played: false when it was ended early.
 */
export async function playOrder(order: LoadOrder, options: PlayOrderOptions): Promise<boolean> {
  const { timer, signal: early, os, createHttpClient } = options;
  const over = new AbortController();
  const places = new ClientPlaces({ ranges: order.clientRanges, os, createHttpClient });
  const stage = new Stage(order, {
    ...options,
    places,
    signal: AbortSignal.any([early, over.signal]),
  });
  try {
    const { clock } = options;
    const begin = (arrival: Arrival) => stage.begin(arrival);
    await beginSessions(order, { clock, timer, signal: early, begin });
    const cancel = timer.after(GRACE_MS, () => over.abort());
    await stage.ended();
    cancel();
    return !early.aborted;
  } finally {
    places.close();
  }
}

interface StageOptions extends PlayOrderOptions {
  readonly places: ClientPlaces;
}

/** The sessions that run. */
class Stage {
  readonly #order: LoadOrder;
  readonly #options: StageOptions;
  readonly #planner: SessionPlanner;
  readonly #seats: AccountSeats;
  readonly #running = new Set<Promise<boolean>>();
  readonly #wallOffsetMs: number;

  constructor(order: LoadOrder, options: StageOptions) {
    const { clock, accounts } = options;
    this.#order = order;
    this.#options = options;
    this.#planner = new SessionPlanner(order);
    this.#seats = new AccountSeats(accounts);
    this.#wallOffsetMs = clock.nowMs() - clock.monotonicMs();
  }

  /** Begins one, unless all that may run do: then it is dropped. */
  begin({ index, scheduledAtMs }: Arrival): Promise<boolean> {
    const { clock, places } = this.#options;
    // A timer counts whole milliseconds: it may come a part of one early.
    const startedAtMs = Math.max(scheduledAtMs, clock.monotonicMs());
    const isFull = this.#running.size >= this.#order.maxVus;
    const seat = isFull ? undefined : this.#seats.take();
    // The tally finds it missing among those that the schedule asked for.
    if (seat === undefined) return Promise.resolve(false);
    const slot = { scheduledAtMs, startedAtMs, place: places.of(index), seat };
    const running = this.#run(index, slot).finally(() => {
      this.#running.delete(running);
      this.#seats.free(seat);
    });
    this.#running.add(running);
    return running;
  }

  /** Resolves when none runs. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #run(index: number, slot: Parameters<typeof runSession>[1]): Promise<boolean> {
    const { clock, timer, signal, emit } = this.#options;
    return runSession(this.#planner.session(index), slot, {
      ...{ clock, timer, signal, emit, gatewayUrl: this.#order.gatewayUrl },
      wallOffsetMs: this.#wallOffsetMs,
    });
  }
}
