import type { UpstreamAttempt } from "@netops/core/clients";
import { GroupHold } from "./group_hold.ts";
import type { InFlight } from "./in_flight.ts";
import { NO_GROUP, type RequestLedger } from "./request_ledger.ts";

/** Where routed requests are counted. */
export interface RoutedRequestOptions {
  /** What is under way at each server group. */
  readonly groupLoad: InFlight;
  readonly ledger: RequestLedger;
}

/**
 * A request that is routed to an app: under way at a server group from the choice of it until it is over, and in the
 * ledger once, by the group of its last attempt. The first end counts; later ones are ignored.
 */
export class RoutedRequest {
  readonly #app: string;
  readonly #hold: GroupHold;
  readonly #ledger: RequestLedger;
  #triedGroup: string | undefined;
  #isOver = false;

  /** Makes one that has no group yet. */
  constructor(app: string, { groupLoad, ledger }: RoutedRequestOptions) {
    this.#app = app;
    this.#hold = new GroupHold(groupLoad);
    this.#ledger = ledger;
  }

  /** A group was chosen for it, or none could be. */
  chose(group: string | undefined): void {
    this.#hold.move(group);
  }

  /** Instances of the app were asked. */
  tried(attempts: readonly UpstreamAttempt[]): void {
    this.#triedGroup = attempts.at(-1)?.instance.serverGroup ?? this.#triedGroup;
  }

  /** The service's own answer went to the client, to its end. */
  answered(status: number): void {
    if (this.#end()) this.#ledger.answered(this.#app, this.#group(), status);
  }

  /** The gateway had to answer in place of the service, or to cut its answer off. */
  dropped(): void {
    if (this.#end()) this.#ledger.dropped(this.#app, this.#group());
  }

  /** It ended for a reason that is not the service's: the client left, or sent what cannot be read. */
  left(): void {
    this.#end();
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#hold.end();
    return true;
  }

  #group(): string {
    return this.#triedGroup ?? this.#hold.group ?? NO_GROUP;
  }
}
