/** What the OCA writes into playlists and MPDs. */
export interface Signature {
  /** The query that opens the title: `exp=…&sig=…&c=…`. */
  readonly query: string;
  /** The Content Steering server, complete with its query. */
  readonly steeringUrl: string;
  /** Pathway and service location: the OCA's id. */
  readonly pathwayId: string;
  /** Base address of the title on this OCA, with a trailing slash. */
  readonly baseUrl: string;
}

/**
 * Signs an HLS playlist: the query goes behind every URI, and a master gets Content Steering.
 *
 * Addresses that lead elsewhere are left alone, so that a signature never leaves the platform.
 * Source: RFC 8216bis, sections 4.4.6.1, 4.4.6.2 and 4.4.6.6.
 */
export function signHls(playlist: string, signature: Signature): string {
  const lines = playlist.split(/\r?\n/);
  const isMaster = lines.some((line) => line.startsWith("#EXT-X-STREAM-INF"));
  const signed = lines.map((line) => signLine(line, signature));
  if (isMaster) {
    const { steeringUrl, pathwayId } = signature;
    const steering =
      `#EXT-X-CONTENT-STEERING:SERVER-URI="${steeringUrl}",PATHWAY-ID="${pathwayId}"`;
    // Behind the version, which has to come first.
    const at = signed.findLastIndex((line) => /^#EXT(M3U|-X-VERSION)/.test(line));
    signed.splice(at + 1, 0, steering);
  }
  return signed.join("\n");
}

/** Puts the query behind a relative address; others are left alone. */
export function signUri(uri: string, query: string): string {
  if (uri === "" || /^([a-z][a-z0-9+.-]*:|\/)/i.test(uri)) return uri;
  return `${uri}${uri.includes("?") ? "&" : "?"}${query}`;
}

function signLine(line: string, { query, pathwayId }: Signature): string {
  if (line === "") return line;
  if (!line.startsWith("#")) return signUri(line, query);
  const signed = line.replace(
    /([:,]URI=")([^"]*)"/,
    (_, head: string, uri: string) => `${head}${signUri(uri, query)}"`,
  );
  return /^#EXT-X-(STREAM-INF|MEDIA):/.test(line)
    ? `${signed.replace(/,PATHWAY-ID="[^"]*"/, "")},PATHWAY-ID="${pathwayId}"`
    : signed;
}
