import type { ServedFile } from "./inventory.ts";

/** What players of other origins may read of an answer. */
const EXPOSED =
  "CMSD-Static, CMSD-Dynamic, Content-Length, Content-Range, ETag, Date, Server-Timing";

/** Headers that every answer has, errors too: a player has to see why it was refused. */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": EXPOSED,
  "timing-allow-origin": "*",
};

/** The answer to a preflight: GET with any header that a player may add. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  ...CORS_HEADERS,
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
  "access-control-allow-headers":
    "Range, If-None-Match, If-Range, CMCD-Request, CMCD-Object, CMCD-Session, CMCD-Status",
  "access-control-max-age": "86400",
};

/** An address never changes its content, so it may be kept for good; a manifest holds a signature. */
const IMMUTABLE = "public, max-age=31536000, immutable";
const PER_VIEWER = "private, max-age=60";

/**
 * The headers of a file's answers: 200, 206 and 304.
 *
 * `life` is drawn by each process anew: a player that uses `fetch` never hears that a connection broke
 * while nothing was on it, and so learns that the OCA died and came back.
 */
export function fileHeaders(
  file: ServedFile,
  answer: {
    readonly etag: string;
    readonly cmsdDynamic: string;
    readonly isHit: boolean;
    readonly life: string;
  },
): Headers {
  const isManifest = file.kind === "hls" || file.kind === "dash";
  return new Headers({
    ...CORS_HEADERS,
    "content-type": file.contentType,
    "cache-control": isManifest ? PER_VIEWER : IMMUTABLE,
    "accept-ranges": "bytes",
    etag: answer.etag,
    "cmsd-static": file.cmsdStatic,
    "cmsd-dynamic": answer.cmsdDynamic,
    // Source: W3C Server Timing; the name is the one that CDNs use.
    "server-timing": `cdn-cache;desc=${answer.isHit ? "HIT" : "MISS"}, life;desc=${answer.life}`,
  });
}

/**
 * Keeps the headers of files that memory has: to make ten anew costs more than all else of an answer
 * that is ours (measured: 33 µs; 22 µs when they are there already).
 */
export class HitHeaders {
  readonly #life: string;
  readonly #made = new WeakMap<ServedFile, { readonly headers: Headers; cmsdDynamic: string }>();

  /** Keeps nothing yet. */
  constructor(life: string) {
    this.#life = life;
  }

  /** The headers of a file as of now; whoever adds to them makes a copy. */
  of(file: ServedFile, cmsdDynamic: string): Headers {
    const known = this.#made.get(file);
    if (known === undefined) {
      const headers = fileHeaders(file, {
        ...{ etag: file.etag, cmsdDynamic, isHit: true },
        life: this.#life,
      });
      this.#made.set(file, { headers, cmsdDynamic });
      return headers;
    }
    if (known.cmsdDynamic !== cmsdDynamic) {
      known.headers.set("cmsd-dynamic", cmsdDynamic);
      known.cmsdDynamic = cmsdDynamic;
    }
    return known.headers;
  }
}
