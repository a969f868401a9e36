import { formatTitleQuery, type TitleQuery } from "@netops/core";
import type { ServedFile } from "./inventory.ts";
import { signHls } from "./sign_hls.ts";
import { signMpd } from "./sign_mpd.ts";
import { addStableIds } from "./stable_ids.ts";

/** What renders playlists and MPDs for one viewer. */
export interface RenderOptions {
  readonly oca: string;
  /** Base address of this OCA, without a trailing slash. */
  readonly url: string;
  /** The public port of the platform, without a trailing slash. */
  readonly gatewayUrl: string;
  /** Whether what the disk gives may be kept; yes when left out. */
  readonly mayKeep?: () => boolean;
}

/** A playlist or MPD as one viewer gets it. */
export interface RenderedManifest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

const MOST_BYTES = 4 * 1024 * 1024;

/** Signs playlists and MPDs on the way out, and keeps the newest of them within a few megabytes. */
export class RenderedManifests {
  readonly #options: RenderOptions;
  readonly #rendered = new Map<string, RenderedManifest>();
  #usedBytes = 0;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  /** What was rendered before for this query, or undefined. */
  find(file: ServedFile, { sig }: TitleQuery): RenderedManifest | undefined {
    return this.#rendered.get(`${file.sha256}/${sig}`);
  }

  /** Renders a file for a query whose signature is right. */
  render(file: ServedFile, query: TitleQuery, bytes: Uint8Array): RenderedManifest {
    const text = new TextDecoder().decode(bytes);
    const signed = file.kind === "hls"
      ? signHls(addStableIds(text), this.#signature(file, query))
      : signMpd(text, this.#signature(file, query));
    // The address holds the signature, so content and signature make one version of it.
    const etag = `${file.etag.slice(0, -1)}-${query.sig}"`;
    const rendered = { bytes: new TextEncoder().encode(signed), etag };
    if (this.#options.mayKeep?.() ?? true) this.#keep(`${file.sha256}/${query.sig}`, rendered);
    return rendered;
  }

  #signature({ titleId, version, kind }: ServedFile, given: TitleQuery) {
    const { oca, url, gatewayUrl } = this.#options;
    const query = formatTitleQuery(given);
    // `b`: what the player knows, so that steering can make pathways of it.
    const at = `t=${encodeURIComponent(titleId)}&v=${encodeURIComponent(version)}&b=${oca}`;
    return {
      query,
      steeringUrl: `${gatewayUrl}/steering/${kind}?${at}&${query}`,
      pathwayId: oca,
      baseUrl: `${url}/${titleId}/${version}/`,
    };
  }

  #keep(key: string, rendered: RenderedManifest): void {
    this.#usedBytes += rendered.bytes.byteLength;
    this.#rendered.set(key, rendered);
    for (const [oldest, { bytes }] of this.#rendered) {
      if (this.#usedBytes <= MOST_BYTES) return;
      this.#rendered.delete(oldest);
      this.#usedBytes -= bytes.byteLength;
    }
  }
}
