import type { HttpClient } from "@netops/core";
import type { Host } from "@netops/core/host";
import type { ClientRange } from "../run/load_order.ts";

/** Where a viewer comes from. */
export interface ClientPlace {
  /** Undefined when the order names no addresses: then it is this machine's own. */
  readonly clientIp: string | undefined;
  /** Whether connections come from that address; where they cannot, playback must be told it. */
  readonly isBound: boolean;
  readonly http: HttpClient;
}

/** What places are made of. */
export interface ClientPlacesOptions {
  readonly ranges: readonly ClientRange[];
  /** Only Linux lets any address of loopback be taken. */
  readonly os: string;
  readonly createHttpClient: Host["createHttpClient"];
}

/** Each has connections of its own: as many as steer viewers differently are enough. */
const MOST_PLACES = 64;
const IDLE_PER_HOST = 32;

/** Spreads viewers over the addresses of an order: over its ranges in turn, and within each in turn. */
export class ClientPlaces {
  readonly #options: ClientPlacesOptions;
  readonly #addresses: readonly (string | undefined)[];
  readonly #places = new Map<number, ClientPlace>();

  /** Opens no connection yet. */
  constructor(options: ClientPlacesOptions) {
    this.#options = options;
    const { ranges } = options;
    this.#addresses = ranges.length === 0 ? [undefined] : addressesOf(ranges);
  }

  /** The place of an arrival. */
  of(index: number): ClientPlace {
    const at = index % this.#addresses.length;
    const known = this.#places.get(at);
    if (known !== undefined) return known;
    const place = this.#open(this.#addresses[at]);
    this.#places.set(at, place);
    return place;
  }

  /** Closes all connections. */
  close(): void {
    for (const { http } of this.#places.values()) http.close();
  }

  #open(clientIp: string | undefined): ClientPlace {
    const isBound = clientIp !== undefined && this.#options.os === "linux";
    const http = this.#options.createHttpClient({
      maxIdlePerHost: IDLE_PER_HOST,
      ...(isBound ? { localAddress: clientIp } : {}),
    });
    return { clientIp, isBound, http };
  }
}

function addressesOf(ranges: readonly ClientRange[]): readonly string[] {
  const each = Math.max(1, Math.floor(MOST_PLACES / ranges.length));
  const lists = ranges.map(({ from, to }) => {
    const [first, last] = [numberOf(from), numberOf(to)];
    const count = Math.min(each, Math.max(1, last - first + 1));
    return Array.from({ length: count }, (_, at) => addressOf(first + at));
  });
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }).flatMap((_, at) =>
    lists.map((list) => list[at % list.length] ?? "")
  );
}

/** `127.10.0.7` as one number. */
function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
