/** Why a WebSocket ended; 1005 without a code, 1006 when the connection broke. */
export interface WebSocketClose {
  /** The close code of RFC 6455, 7.4. */
  readonly code: number;
  /** Up to 123 bytes of text, often empty. */
  readonly reason: string;
}

/** One side's view of an open WebSocket. */
export interface WebSocketLink {
  /** The subprotocol agreed on, or empty. */
  readonly protocol: string;
  /** Bytes that were sent but not yet written to the network. */
  readonly bufferedBytes: number;
  /** Calls `listener` with every message; those that came before it was set are kept for it. */
  onMessage(listener: (data: string | ArrayBuffer) => void): void;
  /** Calls `listener` once, when the link is gone. */
  onClose(listener: (close: WebSocketClose) => void): void;
  /** Sends a message; does nothing when the link is no longer open. */
  send(data: string | ArrayBuffer): void;
  /** Begins to close; a code that this side may not send becomes 1000. */
  close(code: number, reason: string): void;
}

/** What a WebSocket is opened with. */
export interface WebSocketConnectRequest {
  /** `ws://` with host, port, path and query. */
  readonly url: string;
  /** Sent besides those of the handshake. */
  readonly headers: Headers;
  /** Subprotocols in order of preference. */
  readonly protocols: readonly string[];
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal;
}

/** Accepts and opens WebSockets. */
export interface WebSockets {
  /** Turns a request into a link; the response must be returned from the handler as it is. */
  accept(
    request: Request,
    options: { readonly protocol: string },
  ): { readonly response: Response; readonly link: WebSocketLink };
  /**
   * Opens a link.
   *
   * @throws {NetopsError} UNREACHABLE with `details.phase` as for HTTP, and `details.status` when the
   * other side answered with another status than 101.
   */
  connect(request: WebSocketConnectRequest): Promise<WebSocketLink>;
}
