import { NetopsError, type Rng, type TcpConnection, type TcpListener } from "@netops/core";
import { Connection, type ConnectionView } from "./connection.ts";
import { readAddress } from "./host_port.ts";
import type { HeldBytes } from "./held_bytes.ts";
import type { LinkWorld } from "./link_world.ts";
import type { Traffic } from "./link.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Toxic } from "./toxic.ts";
import { ToxicBook } from "./toxic_book.ts";

/** What a proxy is made from. */
export interface ProxySettings {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  /** Sockets that can send RST from the start; ours. */
  readonly resettable?: boolean;
}

interface Counts {
  refused: number;
  readonly upstream: Traffic;
  readonly downstream: Traffic;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** One proxy: a listener on loopback, the connections through it, and their toxics. */
export class Proxy {
  readonly name: string;
  readonly toxicBook: ToxicBook;
  readonly #world: LinkWorld;
  readonly #held: HeldBytes;
  readonly #rng: Rng;
  readonly #connections = new Set<Connection>();
  #settings: ProxySettings;
  #listener: TcpListener | undefined;
  #isResettable = false;
  #serial = 0;
  /** Which start this is: who was let in before a stop is not served after it. */
  #starts = 0;
  readonly #counts = noCounts();
  #turn: Promise<unknown> = Promise.resolve();

  /** Does not listen yet. */
  constructor(settings: ProxySettings, world: LinkWorld) {
    this.name = settings.name;
    this.#settings = settings;
    this.#world = world;
    this.#held = world.held;
    this.#rng = world.rng.fork(settings.name);
    this.toxicBook = new ToxicBook(world, (change) => {
      for (const connection of [...this.#connections]) connection[change.kind](change.toxic);
    });
  }

  /** The address it listens on; as given until it listened for the first time. */
  get listen(): string {
    return this.#settings.listen;
  }

  /** The address of the service, as given. */
  get upstream(): string {
    return this.#settings.upstream;
  }

  /** Whether it listens. */
  get enabled(): boolean {
    return this.#listener !== undefined;
  }

  /** Whether its sockets could send RST from the start. */
  get resettable(): boolean {
    return this.#settings.resettable === true;
  }

  /** Its toxics: upstream first, in the order in which they were added. */
  get toxics(): readonly Toxic[] {
    return this.toxicBook.list;
  }

  /** How many connections go through it. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** The connections through it. */
  get connections(): ConnectionView[] {
    return [...this.#connections].map((connection) => connection.view);
  }

  /** Begins to listen; does nothing when it does already. */
  start(): Promise<Refusal | undefined> {
    return this.#inTurn(() => this.#start());
  }

  /** Stops listening and closes every connection. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  /** Takes other addresses, or is switched on or off. What is left out stays. */
  update(
    change: Partial<ProxySettings> & { readonly enabled?: boolean },
  ): Promise<Refusal | undefined> {
    return this.#inTurn(async () => {
      const enabled = change.enabled ?? this.enabled;
      const { listen = this.listen, upstream = this.upstream } = change;
      if (this.differs({ listen, upstream })) {
        await this.#stop();
        this.#settings = { ...this.#settings, listen, upstream };
      }
      if (enabled && !this.enabled) return await this.#start();
      if (!enabled) await this.#stop();
    });
  }

  /** Whether other addresses would need a restart. */
  differs({ listen, upstream }: Pick<ProxySettings, "listen" | "upstream">): boolean {
    const wanted = readAddress(listen);
    const resolved = "fault" in wanted ? listen : `${wanted.hostname}:${wanted.port}`;
    return resolved !== this.listen || upstream !== this.upstream;
  }

  /** Makes its sockets able to send RST from now on: the listener is replaced, connections stay. */
  makeResettable(): Promise<Refusal | undefined> {
    return this.#inTurn(async () => {
      if (this.#listener === undefined || this.#isResettable) return undefined;
      const { hostname, port } = this.#listener;
      await this.#listener.close();
      this.#listener = undefined;
      return await this.#listen(hostname, port);
    });
  }

  /** Closes every connection at once and says how many there were. */
  closeConnections(): number {
    const open = [...this.#connections];
    for (const connection of open) connection.close();
    return open.length;
  }

  /** What was counted since the last call. */
  takeCounts(): Counts {
    const counts = this.#counts;
    const taken = structuredClone(counts);
    // Connections go on counting in the same places.
    counts.refused = 0;
    for (const traffic of [counts.upstream, counts.downstream]) {
      traffic.receivedBytes = 0;
      traffic.sentBytes = 0;
    }
    return taken;
  }

  async #start(): Promise<Refusal | undefined> {
    if (this.#listener !== undefined) return undefined;
    const address = readAddress(this.#settings.listen);
    if ("fault" in address) {
      return address.isForeign
        ? refuse(address.fault, 400)
        : refuse(`listen tcp: ${address.fault}`, 500);
    }
    return await this.#listen(address.hostname, address.port);
  }

  async #listen(hostname: string, port: number): Promise<Refusal | undefined> {
    const resettable = this.resettable ||
      this.toxics.some((toxic) => toxic.type === "reset_peer");
    try {
      this.#listener = await this.#world.tcp.listen(
        { hostname, port, resettable },
        (client) => void this.#accept(client, resettable),
      );
      this.#isResettable = resettable;
      // Switched off and on again it keeps a port that the system chose.
      this.#settings = { ...this.#settings, listen: `${hostname}:${this.#listener.port}` };
    } catch (thrown) {
      return refuse(`listen tcp ${hostname}:${port}: bind: ${reasonOf(thrown)}`, 500);
    }
  }

  async #stop(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#starts++;
    this.closeConnections();
    await listener?.close();
    // Whoever was being connected to the service meanwhile found the proxy stopped.
    this.closeConnections();
  }

  async #accept(client: TcpConnection, resettable: boolean): Promise<void> {
    const serial = ++this.#serial;
    const starts = this.#starts;
    const world = this.#world;
    const address = readAddress(this.upstream);
    if ("fault" in address || !world.takeSeat()) return this.#refuseClient(client);
    try {
      const service = await world.tcp.connect({
        ...address,
        resettable,
        timeoutMs: CONNECT_TIMEOUT_MS,
      });
      if (this.#starts !== starts) {
        service.close();
        throw new NetopsError("UNREACHABLE", "Cannot connect as the proxy was stopped");
      }
      this.#open({ client, service, serial });
    } catch {
      // Nobody listens there: the client sees its connection end, as without a proxy.
      world.leaveSeat();
      this.#refuseClient(client);
    }
  }

  #open(
    { client, service, serial }: {
      readonly client: TcpConnection;
      readonly service: TcpConnection;
      readonly serial: number;
    },
  ): void {
    const { clock, wake, bufferBytes, leaveSeat, createRng } = this.#world;
    const connection: Connection = new Connection({
      ...{ client, service, serial, clock, wake, bufferBytes, held: this.#held },
      toxics: this.toxics,
      rng: this.#rng,
      createRng,
      traffic: this.#counts,
      onClosed: () => {
        this.#connections.delete(connection);
        leaveSeat();
      },
    });
    this.#connections.add(connection);
    connection.run();
  }

  #refuseClient(client: TcpConnection): void {
    this.#counts.refused++;
    client.close();
  }

  /** One change of the listener after the other; none of them waits for a connection. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(change, change);
    this.#turn = next.catch(() => {});
    return next;
  }
}

function noCounts(): Counts {
  return {
    refused: 0,
    upstream: { receivedBytes: 0, sentBytes: 0 },
    downstream: { receivedBytes: 0, sentBytes: 0 },
  };
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof NetopsError && thrown.code === "PORT_TAKEN") {
    return "address already in use";
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}
