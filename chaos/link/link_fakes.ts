import type { Tcp, TcpConnection, TcpListener } from "@netops/core";

/** One end of a connection in memory: what a test feeds is read, what is written is kept. */
export class FakeConnection implements TcpConnection {
  readonly canReset = true;
  readonly written: string[] = [];
  state: "open" | "closed" | "reset" = "open";
  /** With true writes never end. */
  isDead = false;
  /** With true writes reject. */
  isBroken = false;
  hasEnded = false;
  #incoming: (Uint8Array | null)[] = [];
  #wake: (() => void) | undefined;

  constructor(readonly peer = "127.0.0.1:1") {}

  /** Gives bytes to read; null ends the direction. */
  feed(text: string | null): void {
    this.#incoming.push(text === null ? null : new TextEncoder().encode(text));
    this.#wake?.();
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#incoming.length === 0) {
      if (this.state !== "open") throw new Error("closed");
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const next = this.#incoming.shift() ?? null;
    if (next === null) return null;
    buffer.set(next);
    return next.byteLength;
  }

  write(data: Uint8Array): Promise<number> {
    if (this.isBroken) return Promise.reject(new Error("broken"));
    if (this.isDead) return new Promise(() => {});
    this.written.push(new TextDecoder().decode(data));
    return Promise.resolve(data.byteLength);
  }

  closeWrite(): Promise<void> {
    this.hasEnded = true;
    return Promise.resolve();
  }

  close(): void {
    if (this.state === "open") this.state = "closed";
    this.#wake?.();
  }

  reset(): void {
    if (this.state === "open") this.state = "reset";
    this.#wake?.();
  }
}

/** A network in memory: a test lets clients in and finds the connection to the service of each. */
export class FakeTcp implements Tcp {
  readonly services: FakeConnection[] = [];
  readonly listening: { readonly port: number; readonly resettable: boolean }[] = [];
  #accept: ((connection: TcpConnection) => void) | undefined;

  listen(
    options: Parameters<Tcp["listen"]>[0],
    accept: (connection: TcpConnection) => void,
  ): Promise<TcpListener> {
    const { hostname, resettable = false } = options;
    const port = options.port === 0 ? 40_000 : options.port;
    this.#accept = accept;
    this.listening.push({ port, resettable });
    return Promise.resolve({ hostname, port, close: () => Promise.resolve() });
  }

  /** What a connection to the service waits for. */
  gate: Promise<void> = Promise.resolve();

  async connect(): Promise<TcpConnection> {
    const service = new FakeConnection();
    this.services.push(service);
    await this.gate;
    return service;
  }

  /** Lets a client in. */
  dial(): FakeConnection {
    const client = new FakeConnection();
    this.#accept?.(client);
    return client;
  }
}
