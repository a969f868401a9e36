import { NetopsError } from "@netops/core";

/** What the pool works with. */
export interface PortPoolOptions {
  readonly host: string;
  /** First and last port of the range. */
  readonly first: number;
  readonly last: number;
  /** Where in the range to begin: two platforms on one machine begin apart. */
  readonly offset: number;
  canListen(host: string, port: number): boolean;
  /** Names who listens on a port, for people. */
  describeOwner?(port: number): string | undefined;
}

/**
 * Lends ports of a range, one owner each.
 *
 * Goes round the range, so that a port that was given back is the last to be lent again: a late
 * caller of its old owner does not reach a new one.
 */
export class PortPool {
  readonly #options: PortPoolOptions;
  readonly #taken = new Map<number, string>();
  #next: number;

  /** Makes a pool over the range. */
  constructor(options: PortPoolOptions) {
    this.#options = options;
    this.#next = options.first + options.offset % (options.last - options.first + 1);
  }

  /** Lends a port that nobody listens on at a host. @throws {NetopsError} PORT_TAKEN when none is left. */
  take(owner: string, host: string = this.#options.host): number {
    const { first, last } = this.#options;
    for (let tries = first; tries <= last; tries++) {
      const port = this.#next;
      this.#next = port >= last ? first : port + 1;
      if (!this.#taken.has(port) && this.#options.canListen(host, port)) {
        this.#taken.set(port, owner);
        return port;
      }
    }
    throw new NetopsError("PORT_TAKEN", `Cannot find a free port between ${first} and ${last}`, {
      fix: "stop what holds them, or look with: netops doctor",
    });
  }

  /**
   * Lends a port that somebody chose. A `shared` one is lent again to the same owner and may have a
   * listener already.
   *
   * @throws {NetopsError} PORT_TAKEN naming who has it.
   */
  takeFixed(port: number, owner: string, options: { readonly shared?: boolean } = {}): void {
    const holder = this.#taken.get(port);
    const isFree = holder === undefined || options.shared && holder === owner;
    if (!isFree) throw this.#heldError(port, holder);
    if (!options.shared) this.refuseListened(port);
    this.#taken.set(port, owner);
  }

  /** Makes sure that nobody listens on a port. @throws {NetopsError} PORT_TAKEN naming who does. */
  refuseListened(port: number, host: string = this.#options.host): void {
    if (!this.#options.canListen(host, port)) throw this.#heldError(port, undefined);
  }

  /** Takes a port back if `owner` has it. */
  give(port: number, owner: string): void {
    if (this.#taken.get(port) === owner) this.#taken.delete(port);
  }

  #heldError(port: number, holder: string | undefined): NetopsError {
    const who = holder ?? this.#options.describeOwner?.(port) ?? "another process";
    return new NetopsError("PORT_TAKEN", `Port ${port} is held by ${who}`, {
      fix: "end it, or let netops choose: leave port out of netops.yaml",
      details: { port },
    });
  }

  /** How many ports are lent. */
  get lentCount(): number {
    return this.#taken.size;
  }

  /** Who has a port. */
  ownerOf(port: number): string | undefined {
    return this.#taken.get(port);
  }
}
