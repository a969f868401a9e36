import type { WebSocketLink } from "@netops/core";

/** More unsent bytes than this close a WebSocket: its reader is too slow. */
export const MAX_BUFFERED_SOCKET_BYTES = 16 * 1024 * 1024;

/** The WebSockets that pass through, so that a stop can say goodbye to each. */
export class OpenSockets {
  readonly #open = new Set<WebSocketLink>();
  #isClosing = false;

  /** How many pass through. */
  get count(): number {
    return this.#open.size;
  }

  /** Passes messages and the close of each side on to the other. */
  join(client: WebSocketLink, instance: WebSocketLink): void {
    this.#open.add(client);
    pass(client, instance);
    pass(instance, client);
    client.onClose(({ code, reason }) => {
      this.#open.delete(client);
      instance.close(code === 1006 ? 1001 : code, reason);
    });
    instance.onClose(({ code, reason }) => client.close(code === 1006 ? 1011 : code, reason));
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
