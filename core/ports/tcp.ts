/** An open TCP connection whose two directions end apart from each other. */
export interface TcpConnection {
  /** The other side as `address:port`. */
  readonly peer: string;
  /** Whether {@linkcode TcpConnection.reset} can really send RST. */
  readonly canReset: boolean;
  /** Fills the beginning of `buffer`; null when the other side has ended its direction. Rejects when it broke. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes the beginning of `data` and says how much the system took. Rejects when the connection broke. */
  write(data: Uint8Array): Promise<number>;
  /** Ends our direction (FIN); the other one stays open. */
  closeWrite(): Promise<void>;
  /** Ends both directions; a read or write under way rejects. Twice is as once. */
  close(): void;
  /** Breaks the connection with RST where `canReset`, else closes it. */
  reset(): void;
}

/** Where to listen for TCP. */
export interface TcpListenOptions {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Accept connections that can be reset; they cost more time per byte. */
  readonly resettable?: boolean;
}

/** A TCP listener that is open. */
export interface TcpListener {
  readonly hostname: string;
  readonly port: number;
  /** Stops accepting; resolves when the port is free. */
  close(): Promise<void>;
}

/** Accepts and opens TCP connections, without delay of small writes (TCP_NODELAY). */
export interface Tcp {
  /** @throws {NetopsError} PORT_TAKEN when the address is in use. */
  listen(
    options: TcpListenOptions,
    accept: (connection: TcpConnection) => void,
  ): Promise<TcpListener>;
  /** @throws {NetopsError} UNREACHABLE when nobody listens, or nobody answers within `timeoutMs`. */
  connect(options: TcpListenOptions & { readonly timeoutMs: number }): Promise<TcpConnection>;
}
