import type { WebSocketLink } from "@netops/core";
import { InFlight } from "./in_flight.ts";

/** More unsent bytes than this close a WebSocket: its reader is too slow. */
export const MAX_BUFFERED_SOCKET_BYTES = 16 * 1024 * 1024;

/** Where the instance side of a WebSocket is. */
export interface SocketPlace {
  /** The instance. */
  readonly id: string;
  readonly serverGroup: string;
}

/** The WebSockets that pass through, so that a stop can say goodbye to each, and a drain can wait for them. */
export class OpenSockets {
  readonly #open = new Set<WebSocketLink>();
  readonly #byInstance = new InFlight();
  readonly #byGroup = new InFlight();
  #isClosing = false;

  /** How many pass through. */
  get count(): number {
    return this.#open.size;
  }

  /** How many pass through to an instance. */
  countAt(instance: string): number {
    return this.#byInstance.count(instance);
  }

  /** How many pass through to instances of a server group. */
  countOf(serverGroup: string): number {
    return this.#byGroup.count(serverGroup);
  }

  /** Passes messages and the close of each side on to the other; it counts at its place until one side has closed. */
  join(client: WebSocketLink, instance: WebSocketLink, place: SocketPlace): void {
    this.#open.add(client);
    const ends = [this.#byInstance.begin(place.id), this.#byGroup.begin(place.serverGroup)];
    pass(client, instance);
    pass(instance, client);
    client.onClose(({ code, reason }) => {
      this.#open.delete(client);
      for (const end of ends) end();
      instance.close(code === 1006 ? 1001 : code, reason);
    });
    instance.onClose(({ code, reason }) => {
      for (const end of ends) end();
      client.close(code === 1006 ? 1011 : code, reason);
    });
    if (this.#isClosing) goAway(client);
  }

  /** Closes all with 1001; those that come later too. Source: RFC 6455, 7.4.1. */
  closeAll(): void {
    this.#isClosing = true;
    for (const client of this.#open) goAway(client);
  }
}

function goAway(client: WebSocketLink): void {
  client.close(1001, "the gateway stops");
}

function pass(from: WebSocketLink, to: WebSocketLink): void {
  from.onMessage((data) => {
    to.send(data);
    if (to.bufferedBytes > MAX_BUFFERED_SOCKET_BYTES) from.close(1013, "the reader is too slow");
  });
}
