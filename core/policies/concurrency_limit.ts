import { NetopsError } from "../errors/netops_error.ts";
import type { Call } from "./call.ts";
import { Gradient2Limit, type Gradient2Options } from "./gradient2_limit.ts";
import type { Guard } from "./policy.ts";

/** Refuses calls above a limit that finds itself from the times of the calls. */
export class ConcurrencyLimit implements Guard {
  readonly timing = "exact";
  readonly #name: string;
  readonly #limit: Gradient2Limit;
  #inFlight = 0;

  /** Makes a limit, named in errors. */
  constructor(name: string, options: Gradient2Options = {}) {
    this.#name = name;
    this.#limit = new Gradient2Limit(options);
  }

  /** Calls that run. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many calls may run at once now. */
  get limit(): number {
    return this.#limit.limit;
  }

  /** Lets a call in; the token is how many run with it. @throws {NetopsError} OVERLOADED at the limit. */
  enter(_call: Call | undefined, _nowMs: number): number {
    if (this.#inFlight >= this.#limit.limit) {
      throw new NetopsError(
        "OVERLOADED",
        `Cannot take another call to ${this.#name} as its limit of ${this.#limit.limit} is reached`,
      );
    }
    return ++this.#inFlight;
  }

  /** Learns from the call's time. */
  succeed(token: number, startedMs: number, endedMs: number): void {
    this.#inFlight--;
    this.#limit.sample(endedMs - startedMs, token);
  }

  /** Only frees the place: the time of a failure says nothing about the load. */
  fail(_token: number, _error: unknown, _endedMs: number): void {
    this.#inFlight--;
  }

  /** Frees the place. */
  abandon(_token: number): void {
    this.#inFlight--;
  }
}
