import type { HeldFault } from "../contracts/fault.ts";
import type { Rng } from "../ports/rng.ts";
import { RequestMatcher } from "./request_match.ts";

/** A fault while it lasts at this side. */
export class ActiveFault {
  readonly held: HeldFault;
  /** Its own chance: what one fault draws shifts no draw of another. */
  readonly rng: Rng;
  /** Which requests it touches. */
  readonly matcher: RequestMatcher;
  #hits: number;
  readonly #end = new AbortController();

  /** Begins it; `hits` are those of the one that it replaces. */
  constructor(held: HeldFault, rng: Rng, hits = 0) {
    this.held = held;
    this.rng = rng;
    this.matcher = new RequestMatcher(held.match, rng);
    this.#hits = hits;
  }

  /** How often it was really given. */
  get hits(): number {
    return this.#hits;
  }

  /** Aborts when the fault ends: by itself, with its lease, or as it was removed. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Counts one hit. */
  hit(): void {
    this.#hits++;
  }

  /** Ends it; what waits for it goes on. */
  end(): void {
    this.#end.abort();
  }
}
