import { NetopsError } from "../errors/netops_error.ts";
import type {
  WebSocketClose,
  WebSocketConnectRequest,
  WebSocketLink,
  WebSockets,
} from "../ports/web_socket.ts";

const REFUSED_STATUS = /Invalid status code: (\d{3})/;
const CONNECT_FAILED = /tcp connect error|dns error/;
const MAX_REASON_BYTES = 123;

/** Makes WebSockets of `Deno.upgradeWebSocket` and `WebSocket`. */
export function createDenoWebSockets(): WebSockets {
  return { accept, connect };
}

function accept(
  request: Request,
  options: { readonly protocol: string },
): { response: Response; link: WebSocketLink } {
  const { protocol } = options;
  const { socket, response } = Deno.upgradeWebSocket(
    request,
    protocol === "" ? {} : { protocol },
  );
  return { response, link: new DenoLink(socket, { isServer: true, protocol }) };
}

/** Deno's own constructor: where the DOM's types are loaded too (preact does), they hide its options. */
type WebSocketConstructor = new (
  url: string,
  options: { readonly protocols: string[]; readonly headers: HeadersInit },
) => WebSocket;

function connect(request: WebSocketConnectRequest): Promise<WebSocketLink> {
  const Socket = WebSocket as unknown as WebSocketConstructor;
  const socket = new Socket(request.url, {
    protocols: [...request.protocols],
    headers: request.headers,
  });
  const link = new DenoLink(socket, { isServer: false });
  return new Promise((resolve, reject) => {
    const leave = () => {
      socket.close();
      reject(request.signal?.reason);
    };
    request.signal?.addEventListener("abort", leave, { once: true });
    const settled = () => request.signal?.removeEventListener("abort", leave);
    socket.addEventListener("open", () => {
      settled();
      resolve(link);
    }, { once: true });
    socket.addEventListener("error", (event) => {
      settled();
      reject(connectError(request.url, event instanceof ErrorEvent ? event.message : ""));
    }, { once: true });
  });
}

function connectError(url: string, message: string): NetopsError {
  const status = REFUSED_STATUS.exec(message)?.[1];
  const phase = CONNECT_FAILED.test(message) ? "connect" : "exchange";
  const details = status === undefined ? { phase } : { phase, status: Number(status) };
  const reason = message.split(": ").pop() || "the connection broke";
  return new NetopsError("UNREACHABLE", `Cannot open ${new URL(url).host} as ${reason}`, {
    details,
  });
}

class DenoLink implements WebSocketLink {
  readonly #socket: WebSocket;
  readonly #isServer: boolean;
  readonly #protocol: string | undefined;
  #early: (string | ArrayBuffer)[] = [];
  #unsent: (string | ArrayBuffer)[] = [];
  #listener: ((data: string | ArrayBuffer) => void) | undefined;
  #closing: WebSocketClose | undefined;

  constructor(
    socket: WebSocket,
    options: { readonly isServer: boolean; readonly protocol?: string },
  ) {
    this.#socket = socket;
    this.#isServer = options.isServer;
    this.#protocol = options.protocol;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event) => this.#receive(event.data));
    socket.addEventListener("open", () => this.#flush());
    // Without a listener an error of the socket would be reported as uncaught; `close` follows it.
    socket.addEventListener("error", (event) => event.preventDefault());
  }

  get protocol(): string {
    return this.#protocol ?? this.#socket.protocol;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  onMessage(listener: (data: string | ArrayBuffer) => void): void {
    this.#listener = listener;
    for (const data of this.#early.splice(0)) listener(data);
  }

  onClose(listener: (close: WebSocketClose) => void): void {
    this.#socket.addEventListener(
      "close",
      (event) => listener({ code: event.code, reason: event.reason }),
      { once: true },
    );
  }

  send(data: string | ArrayBuffer): void {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#unsent.push(data);
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState > WebSocket.OPEN) return;
    if (this.#socket.readyState === WebSocket.CONNECTING && this.#isServer) {
      this.#closing = { code, reason };
      return;
    }
    if (code === 1005) return this.#socket.close();
    this.#socket.close(this.#sendableCode(code), cutReason(reason));
  }

  #receive(data: string | ArrayBuffer): void {
    if (this.#listener === undefined) this.#early.push(data);
    else this.#listener(data);
  }

  #flush(): void {
    for (const data of this.#unsent.splice(0)) this.#socket.send(data);
    if (this.#closing !== undefined) this.close(this.#closing.code, this.#closing.reason);
  }

  /** The browser API lets a client send 1000 and 3000 to 4999 only; a server may say more. */
  #sendableCode(code: number): number {
    if (code === 1000 || (code >= 3000 && code <= 4999)) return code;
    const isServerCode = code >= 1001 && code <= 1014 && code !== 1004 && code !== 1006;
    return this.#isServer && isServerCode ? code : 1000;
  }
}

function cutReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  return bytes.length <= MAX_REASON_BYTES
    ? reason
    : new TextDecoder().decode(bytes.slice(0, MAX_REASON_BYTES - 3)).replace(/\uFFFD+$/, "");
}
