import type { Clock, Rng, TcpConnection } from "@netops/core";
import { Chain } from "./chain.ts";
import type { HeldBytes } from "./held_bytes.ts";
import { Link, type Traffic } from "./link.ts";
import { RequestWatch } from "./request_watch.ts";
import { Stage } from "./stage.ts";
import { createRule } from "./create_rule.ts";
import { acts, type Direction, type Toxic } from "./toxic.ts";
import type { Wake } from "./wake.ts";

/** What a connection works with. */
export interface ConnectionOptions {
  readonly client: TcpConnection;
  readonly service: TcpConnection;
  /** Which connection of its proxy it is, from 1. */
  readonly serial: number;
  readonly toxics: readonly Toxic[];
  /** Of the proxy; what this connection draws depends on its serial alone. */
  readonly rng: Rng;
  /** Makes the generator of a toxic with a seed of its own. */
  readonly createRng: (seed: string) => Rng;
  readonly clock: Clock;
  readonly wake: Wake;
  /** How much may wait in each stage that lets pieces wait side by side. */
  readonly bufferBytes: number;
  /** Counts what waits in all connections. */
  readonly held: HeldBytes;
  /** Where the bytes of each direction are counted. */
  readonly traffic: Readonly<Record<Direction, Traffic>>;
  /** Called once, when both sockets are closed. */
  readonly onClosed: () => void;
}

/** What is told of a connection. */
export interface ConnectionView {
  readonly serial: number;
  readonly client: string;
  /** Names of the toxics that act on it. */
  readonly toxics: readonly string[];
  readonly heldBytes: number;
}

/** A client's connection and the one to the service behind it, with a chain of toxics each way. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #chains: Record<Direction, Chain>;
  readonly #links: Record<Direction, Link>;
  readonly #draws = new Map<string, number>();
  #isFollowed = false;
  #openLinks = 2;
  #isClosed = false;

  /** Takes both sockets over. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { held } = options;
    this.#chains = { upstream: new Chain(held), downstream: new Chain(held) };
    const { client, service } = options;
    this.#links = {
      upstream: this.#link("upstream", client, service),
      downstream: this.#link("downstream", service, client),
    };
    for (const toxic of options.toxics) this.#place(toxic);
  }

  /** What is told of it. */
  get view(): ConnectionView {
    const { upstream, downstream } = this.#links;
    return {
      serial: this.#options.serial,
      client: this.#options.client.peer,
      toxics: [...upstream.active, ...downstream.active],
      heldBytes: upstream.heldBytes + downstream.heldBytes,
    };
  }

  /** Begins to carry bytes. */
  run(): void {
    void this.#links.upstream.run();
    void this.#links.downstream.run();
  }

  /** Adds a toxic at the end of its direction. */
  add(toxic: Toxic): void {
    this.#place(toxic);
    this.#links[toxic.direction].pumpSoon();
  }

  /** Gives a toxic other values; its lot stays. */
  update(toxic: Toxic): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (toxic.match !== undefined) this.#follow();
    this.#chains[toxic.direction].find(toxic.name)?.update(toxic, this.#acts(toxic), nowMs);
    this.#links[toxic.direction].pumpSoon();
  }

  /** Takes a toxic out and lets go what waited in it. */
  remove(toxic: Toxic): void {
    this.#chains[toxic.direction].remove(toxic.name, this.#options.clock.monotonicMs());
    this.#links[toxic.direction].pumpSoon();
  }

  /** Closes both sockets at once, with RST where asked for and possible. */
  close(kind: "close" | "reset" = "close"): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#links.upstream.stop();
    this.#links.downstream.stop();
    for (const socket of [this.#options.client, this.#options.service]) socket[kind]();
    this.#options.onClosed();
  }

  #link(direction: Direction, from: TcpConnection, to: TcpConnection): Link {
    const { clock, wake, traffic } = this.#options;
    return new Link({
      ...{ from, to, clock, wake },
      chain: this.#chains[direction],
      traffic: traffic[direction],
      onDone: () => this.#linkDone(),
      onKill: (kind) => this.close(kind),
    });
  }

  /** Watches for requests from now on. */
  #follow(): void {
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    const watch = new RequestWatch();
    this.#links.upstream.follow((data) => {
      watch.sentUp(data);
      return watch.path;
    });
    this.#links.downstream.follow(() => {
      watch.sentDown();
      return watch.path;
    });
  }

  #linkDone(): void {
    this.#openLinks--;
    if (this.#openLinks === 0) this.close();
  }

  #place(toxic: Toxic): void {
    if (toxic.match !== undefined) this.#follow();
    const { bufferBytes, clock, held } = this.#options;
    const isActive = this.#acts(toxic);
    const rule = createRule(toxic, {
      attributes: toxic.attributes,
      rng: this.#fork(toxic, "values"),
      nowMs: clock.monotonicMs(),
      bufferBytes,
      isBegun: toxic.match === undefined,
    });
    this.#chains[toxic.direction].add(new Stage(held, { toxic, rule, isActive }));
  }

  /** Draws the lot of this connection once, whatever becomes of the toxic later. */
  #acts(toxic: Toxic): boolean {
    const key = `${toxic.name}#${toxic.serial}`;
    const draw = this.#draws.get(key) ?? this.#fork(toxic, "lot").next();
    this.#draws.set(key, draw);
    return acts(toxic, draw);
  }

  #fork(toxic: Toxic, purpose: string): Rng {
    const { rng, createRng, serial } = this.#options;
    if (toxic.seed !== undefined) return createRng(toxic.seed).fork(`${serial}/${purpose}`);
    return rng.fork(`${serial}/${toxic.serial}/${purpose}/${toxic.name}`);
  }
}
