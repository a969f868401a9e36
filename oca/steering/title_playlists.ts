import type { HttpClient, Timer } from "@netops/core";
import type { RankedOca } from "@netops/core/contracts";
import { readStableUris, type StableUris } from "./stable_uris.ts";

/** What reading playlists works with. */
export interface TitlePlaylistsOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
}

/** A title version that somebody plays with this query. */
export interface PlayedTitle {
  readonly titleId: string;
  readonly version: string;
  /** `exp=…&sig=…&c=…`. */
  readonly query: string;
}

const ANSWER_MS = 500;
const MOST_KEPT = 200;
const MOST_ASKED = 2;

/** Reads from OCAs which stable ids a title has; each version once, for it never changes. */
export class TitlePlaylists {
  readonly #options: TitlePlaylistsOptions;
  readonly #known = new Map<string, StableUris>();

  /** Knows nothing at first. */
  constructor(options: TitlePlaylistsOptions) {
    this.#options = options;
  }

  /** The stable ids with this query behind each address, or undefined when no OCA tells in time. */
  async stableUris(
    title: PlayedTitle,
    ranked: readonly RankedOca[],
  ): Promise<StableUris | undefined> {
    const key = `${title.titleId}/${title.version}`;
    const known = this.#known.get(key) ?? await this.#read(title, ranked);
    if (known === undefined) return undefined;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(key, known);
    return {
      variants: withQuery(known.variants, title.query),
      renditions: withQuery(known.renditions, title.query),
    };
  }

  async #read(
    title: PlayedTitle,
    ranked: readonly RankedOca[],
  ): Promise<StableUris | undefined> {
    for (const { url } of ranked.slice(0, MOST_ASKED)) {
      const address = `${url}/${title.titleId}/${title.version}/master.m3u8?${title.query}`;
      const text = await this.#text(address);
      if (text !== undefined) return readStableUris(text, address);
    }
    return undefined;
  }

  async #text(url: string): Promise<string | undefined> {
    const { http, timer } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(ANSWER_MS, () => late.abort());
    try {
      const response = await http.send({ method: "GET", url, signal: late.signal });
      if (response.ok) return await response.text();
      await response.body?.cancel();
    } catch {
      // An OCA that is away: the next one is asked, and a manifest without addresses still steers.
    } finally {
      cancel();
    }
    return undefined;
  }
}

function withQuery(paths: ReadonlyMap<string, string>, query: string): ReadonlyMap<string, string> {
  return new Map([...paths].map(([id, path]) => [id, `${path.split("?")[0]}?${query}`]));
}
