import type { Timer } from "@netops/core";
import type { RegistryWatchMessage } from "@netops/core/contracts";
import { toRegisteredInstance } from "./registered_instance.ts";
import type { Registry, RegistryChange } from "./registry.ts";

const PING_MS = 2_000;
const MOST_CLIENTS = 256;
const MOST_HELD = 1_000;
const MOST_UNREAD_BYTES = 1_048_576;

type Controller = ReadableStreamDefaultController<Uint8Array>;

/**
 * Pushes every change to whoever watches. Each client may leave 1 MiB unread (besides its snapshot);
 * a slower one is dropped, and gets a new snapshot when it comes again.
 */
export class WatchHub {
  readonly #registry: Registry;
  readonly #clients = new Set<Controller>();
  readonly #endings: Array<() => void>;
  #snapshot: { version: number; bytes: Uint8Array } | undefined;
  /** What is not told yet, and the version that was told last. */
  #held: { readonly version: number; readonly messages: RegistryWatchMessage[] } | undefined;
  #holds = 0;
  #dropped = 0;
  #closed = false;

  /** Watches `registry` from now on. */
  constructor(registry: Registry, timer: Timer) {
    this.#registry = registry;
    this.#endings = [
      registry.onChange((change) => this.#onChange(change)),
      timer.every(PING_MS, () => {
        this.#push({ type: "ping", version: this.#held?.version ?? registry.version });
      }),
    ];
  }

  /** How many clients watch. */
  get size(): number {
    return this.#clients.size;
  }

  /** How many clients were dropped because they did not read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a client and answers its stream; undefined when no more can be served. */
  open(): ReadableStream<Uint8Array> | undefined {
    if (this.#closed || this.#clients.size >= MOST_CLIENTS) return undefined;
    const snapshot = this.#snapshotBytes();
    let own: Controller;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        controller.enqueue(snapshot);
        this.#clients.add(controller);
      },
      cancel: () => void this.#clients.delete(own),
    }, new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD_BYTES + snapshot.length }));
  }

  /** Tells no change from now on, until it was released as often as it was held. */
  hold(): void {
    this.#holds++;
    this.#held ??= { version: this.#registry.version, messages: [] };
  }

  /** Tells what happened meanwhile; whoever would have to hear too much gets a new snapshot instead. */
  release(): void {
    if (--this.#holds > 0 || this.#held === undefined) return;
    const { messages } = this.#held;
    this.#held = undefined;
    if (messages.length > MOST_HELD) return this.reset();
    for (const message of messages) this.#push(message);
  }

  /** Sends every client away: it comes again for a new snapshot. */
  reset(): void {
    for (const client of this.#clients) client.close();
    this.#clients.clear();
  }

  /** Ends every stream and the pings. */
  close(): void {
    this.#closed = true;
    for (const end of this.#endings) end();
    this.reset();
  }

  #onChange(change: RegistryChange): void {
    if (this.#clients.size === 0) return;
    const replaced = change.action === "ADDED" && change.previousStatus !== undefined;
    this.#tell({
      type: "change",
      version: change.version,
      action: replaced ? "MODIFIED" : change.action,
      instance: toRegisteredInstance(change.lease.instance),
    });
  }

  #tell(message: RegistryWatchMessage): void {
    if (this.#held === undefined) return this.#push(message);
    // One more than can be told says that they were too many.
    if (this.#held.messages.length <= MOST_HELD) this.#held.messages.push(message);
  }

  #push(message: RegistryWatchMessage): void {
    if (this.#clients.size === 0) return;
    const bytes = encode(message);
    for (const client of this.#clients) {
      if ((client.desiredSize ?? 0) > bytes.length) client.enqueue(bytes);
      else this.#drop(client);
    }
  }

  #drop(client: Controller): void {
    this.#clients.delete(client);
    this.#dropped++;
    client.error(new Error("The client does not read"));
  }

  #snapshotBytes(): Uint8Array {
    const { version } = this.#registry;
    if (this.#snapshot?.version !== version) {
      const instances = [...this.#registry.leases.all()]
        .map((lease) => toRegisteredInstance(lease.instance));
      this.#snapshot = { version, bytes: encode({ type: "snapshot", version, instances }) };
    }
    return this.#snapshot.bytes;
  }
}

function encode(message: RegistryWatchMessage): Uint8Array {
  return new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`);
}
