import type {
  Clock,
  HttpClient,
  HttpHandler,
  HttpListener,
  HttpServer,
  Rng,
  Timer,
  WebSockets,
} from "@netops/core";
import { NetopsError } from "@netops/core";
import {
  type AccountOf,
  createFaultRoutes,
  FaultBook,
  isRequestEffect,
  serveWithFaults,
} from "@netops/core/faults";
import { forward } from "./forward.ts";

/** What links work with. */
export interface HttpLinksOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly createRng: (seed: string) => Rng;
  readonly httpServer: HttpServer;
  readonly webSockets: WebSockets;
  readonly createHttpClient: () => HttpClient;
  /** Throws unless the caller may change faults. */
  readonly authorize: (headers: Headers) => void;
  /** Tells whose a request is. */
  readonly accountOf: AccountOf;
}

/** A link as the guardian sees it. */
export interface HttpLinkView {
  readonly instance: string;
  /** Where callers are sent. */
  readonly host: string;
  readonly port: number;
  /** Where the instance itself is. */
  readonly address: string;
  /** Requests that are under way. */
  readonly inFlight: number;
}

interface HttpLink {
  readonly address: string;
  readonly listener: HttpListener;
  readonly client: HttpClient;
  readonly book: FaultBook;
  readonly answer: (request: Request) => Promise<Response>;
  inFlight: number;
}

const HOST = "127.0.0.1";

/** Everything under way is given this long when a link is taken out. */
const DRAIN_MS = 2_000;

/**
 * Proxies that read HTTP, one in front of each instance that needs one: faults on the requests of
 * services that know nothing of faults.
 */
export class HttpLinks {
  readonly #options: HttpLinksOptions;
  readonly #links = new Map<string, Promise<HttpLink>>();

  /** Begins without any. */
  constructor(options: HttpLinksOptions) {
    this.#options = options;
  }

  /** Opens a link in front of an instance, or answers the one that is there. */
  async open(instance: string, address: string): Promise<HttpLinkView> {
    const known = await this.#links.get(instance);
    if (known !== undefined && known.address === address) return viewOf(instance, known);
    if (known !== undefined) await this.close(instance);
    const opening = this.#open(instance, address);
    this.#links.set(instance, opening);
    try {
      return viewOf(instance, await opening);
    } catch (thrown) {
      this.#links.delete(instance);
      throw thrown;
    }
  }

  /** Takes a link away when its requests are answered, or after 2 s. */
  async close(instance: string): Promise<void> {
    const opening = this.#links.get(instance);
    this.#links.delete(instance);
    const link = await opening;
    if (link === undefined) return;
    link.book.close();
    await link.listener.close(DRAIN_MS);
    link.client.close();
  }

  /** Every link. */
  async list(): Promise<HttpLinkView[]> {
    const open = await Promise.all(
      [...this.#links].map(async ([instance, opening]) => viewOf(instance, await opening)),
    );
    return open;
  }

  /** Answers `/faults…` of one link. @throws {NetopsError} NOT_FOUND */
  async answer(instance: string, request: Request): Promise<Response> {
    const link = await this.#links.get(instance);
    if (link !== undefined) return await link.answer(request);
    throw new NetopsError("NOT_FOUND", `Cannot find a link in front of "${instance}"`);
  }

  /** Takes all links away. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#links.keys()].map((instance) => this.close(instance)));
  }

  async #open(instance: string, address: string): Promise<HttpLink> {
    const { clock, timer, createRng, httpServer, authorize, accountOf } = this.#options;
    const client = this.#options.createHttpClient();
    const book = new FaultBook({ clock, timer, createRng, owner: instance });
    const { webSockets } = this.#options;
    const handler = serveWithFaults(forward({ address, http: client, webSockets }), {
      ...{ book, timer },
      accountOf,
    });
    const counted: HttpHandler = async (request, peer) => {
      link.inFlight++;
      try {
        return await handler(request, peer);
      } finally {
        link.inFlight--;
      }
    };
    const listener = await httpServer.listen({ hostname: HOST, port: 0 }, counted);
    const answer = createFaultRoutes({ book, authorize, accepts: isRequestEffect });
    const link: HttpLink = { address, listener, client, book, answer, inFlight: 0 };
    return link;
  }
}

function viewOf(instance: string, { address, listener, inFlight }: HttpLink): HttpLinkView {
  return { instance, host: listener.hostname, port: listener.port, address, inFlight };
}
