import type { Clock } from "@netops/core";
import type { Act } from "../recorder/act.ts";
import type { MonkeyWire } from "./monkey_wire.ts";

/** What telling trackers works with. */
export interface TrackerListOptions {
  readonly wire: MonkeyWire;
  readonly clock: Clock;
  readonly fleetUrl: string;
  /** More addresses that take an act as JSON. */
  readonly trackers: readonly string[];
}

/** Tells fleet's time line and every other tracker; all must take it. */
export class TrackerList {
  readonly #options: TrackerListOptions;
  #srcSeq: number;

  /** Makes one. */
  constructor(options: TrackerListOptions) {
    this.#options = options;
    // As other sources do: in µs, so that it also grows over restarts.
    this.#srcSeq = Math.floor(options.clock.nowMs()) * 1_000;
  }

  /** Tells what is about to be done. @throws {NetopsError} when a tracker does not take it. */
  async track(act: Act): Promise<void> {
    const { wire, trackers } = this.#options;
    const { kind, group, instance, strategy, isLeashed, reason } = act;
    const data = { monkey: kind, group, strategy, isLeashed, reason };
    await this.tell("monkey.act", instance, data);
    for (const url of trackers) await wire.ask({ method: "POST", url, body: act, isOutside: true });
  }

  /** Puts an event on the time line. @throws {NetopsError} when fleet does not take it. */
  async tell(kind: string, subject: string, data: Record<string, unknown>): Promise<void> {
    const { wire, fleetUrl, clock } = this.#options;
    const srcSeq = this.#srcSeq++;
    const event = { srcSeq, tsMs: clock.nowMs(), kind, subject, data };
    const body = { source: "monkeys", events: [event] };
    await wire.ask({ method: "POST", url: `${fleetUrl}/v1/events`, body });
  }
}
