import type { AddressLink, RouteSnapshot } from "../contracts/routes.ts";
import type { WebSockets } from "../ports/web_socket.ts";
import type { RoutesWatch } from "./routes_watch.ts";

/**
 * Which addresses are dialled through a proxy that a fault slipped in, by the newest route snapshot.
 *
 * Without links it costs one comparison.
 */
export class AddressLinks {
  readonly #listeners: ((linked: readonly string[]) => void)[] = [];
  #byOrigin: ReadonlyMap<string, string> = new Map();

  /** Follows the routes. */
  constructor(routes: Pick<RoutesWatch, "snapshot" | "onChange">) {
    this.#take(routes.snapshot());
    routes.onChange((snapshot) => this.#take(snapshot));
  }

  /** The origin (`http://host:port`) to dial where `origin` is meant. */
  originOf(origin: string): string {
    return this.#byOrigin.size === 0 ? origin : this.#byOrigin.get(origin) ?? origin;
  }

  /** The URL to dial where `url` is meant. */
  urlOf(url: string): string {
    if (this.#byOrigin.size === 0) return url;
    const start = url.indexOf("://") + 3;
    const slash = url.indexOf("/", start);
    const end = slash < 0 ? url.length : slash;
    const linked = this.#byOrigin.get(`http://${url.slice(start, end)}`);
    if (linked === undefined) return url;
    return `${url.slice(0, start)}${linked.slice("http://".length)}${url.slice(end)}`;
  }

  /** Whether an origin is one that links lead to. */
  isLink(origin: string): boolean {
    return this.#byOrigin.size > 0 && [...this.#byOrigin.values()].includes(origin);
  }

  /** Calls `listener` with the origins whose way changed: connections to them are of no use any more. */
  onChange(listener: (changed: readonly string[]) => void): void {
    this.#listeners.push(listener);
  }

  #take(snapshot: RouteSnapshot | undefined): void {
    const links: readonly AddressLink[] = snapshot?.links ?? [];
    const before = this.#byOrigin;
    if (links.length === 0 && before.size === 0) return;
    this.#byOrigin = new Map(links.map(({ from, to }) => [`http://${from}`, `http://${to}`]));
    const origins = new Set([...before.keys(), ...this.#byOrigin.keys()]);
    const changed = [...origins].filter((one) => before.get(one) !== this.#byOrigin.get(one));
    const useless = changed.map((one) => before.get(one) ?? one);
    if (useless.length > 0) { for (const listener of this.#listeners) listener(useless); }
  }
}

/** WebSockets that are opened through the links. */
export function linkWebSockets(webSockets: WebSockets, links: AddressLinks): WebSockets {
  return {
    accept: (request, options) => webSockets.accept(request, options),
    connect: (request) => webSockets.connect({ ...request, url: links.urlOf(request.url) }),
  };
}
