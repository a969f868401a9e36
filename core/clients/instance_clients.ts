import type { HttpClient, HttpClientRequest } from "../ports/http.ts";
import type { Timer } from "../ports/timer.ts";
import type { AddressLinks } from "./address_links.ts";
import type { Discovery } from "./discovery.ts";

/** What the clients are made with. */
export interface InstanceClientsOptions {
  readonly discovery: Pick<Discovery, "apps" | "up" | "onChange">;
  readonly timer: Timer;
  /** Who is dialled through a proxy; nobody when left out. */
  readonly links?: AddressLinks;
  readonly create: () => HttpClient;
}

/** How long a client that nobody is given any more stays open for a request that was just given it. */
const CLOSE_AFTER_MS = 50;

/**
 * One HTTP client per instance, closed when the instance leaves.
 *
 * A server that stops waits for connections on which nothing was ever asked, and a pool opens such
 * (Node: 6 s until they were idle for too long; 0 s after this). What is in flight ends as it would.
 */
export class InstanceClients implements HttpClient {
  readonly #options: InstanceClientsOptions;
  readonly #byOrigin = new Map<string, HttpClient>();

  /** Makes clients as they are needed. */
  constructor(options: InstanceClientsOptions) {
    this.#options = options;
    options.discovery.onChange(() => this.#dropGone());
    options.links?.onChange((origins) => origins.forEach((origin) => this.#drop(origin)));
  }

  /** How many instances have a client. */
  get size(): number {
    return this.#byOrigin.size;
  }

  send(request: HttpClientRequest): Promise<Response> {
    const meant = originOf(request.url);
    const origin = this.#options.links?.originOf(meant) ?? meant;
    let client = this.#byOrigin.get(origin);
    if (client === undefined) {
      client = this.#options.create();
      this.#byOrigin.set(origin, client);
    }
    if (origin === meant) return client.send(request);
    return client.send({ ...request, url: `${origin}${request.url.slice(meant.length)}` });
  }

  close(): void {
    for (const client of this.#byOrigin.values()) client.close();
    this.#byOrigin.clear();
  }

  #dropGone(): void {
    const { discovery, links } = this.#options;
    const known = new Set(discovery.apps().flatMap((app) => discovery.up(app).map(addressOf)));
    for (const origin of [...this.#byOrigin.keys()]) {
      if (!known.has(origin) && links?.isLink(origin) !== true) this.#drop(origin);
    }
  }

  #drop(origin: string): void {
    const client = this.#byOrigin.get(origin);
    if (client === undefined) return;
    this.#byOrigin.delete(origin);
    this.#options.timer.after(CLOSE_AFTER_MS, () => client.close());
  }
}

function addressOf(instance: { readonly host: string; readonly port: number }): string {
  return `http://${instance.host}:${instance.port}`;
}

/** Scheme, host and port: all before the first slash of the path. */
function originOf(url: string): string {
  const end = url.indexOf("/", "http://".length);
  return end < 0 ? url : url.slice(0, end);
}
