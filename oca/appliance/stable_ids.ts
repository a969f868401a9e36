/**
 * Gives every variant and rendition of a master playlist a stable id, from its address: `v0` for
 * `v0/playlist.m3u8`. Ids that are there stay.
 *
 * Steering names addresses on other OCAs by these ids, as hls.js can replace a host but not a port.
 * Source: RFC 8216bis, STABLE-VARIANT-ID and STABLE-RENDITION-ID.
 */
export function addStableIds(playlist: string): string {
  const lines = playlist.split(/\r?\n/);
  return lines.map((line, index) => {
    if (line.startsWith("#EXT-X-STREAM-INF:")) {
      return withId(line, "STABLE-VARIANT-ID", lines[index + 1] ?? "");
    }
    const [, uri] = /^#EXT-X-MEDIA:.*?[:,]URI="([^"]*)"/.exec(line) ?? [];
    return uri === undefined ? line : withId(line, "STABLE-RENDITION-ID", uri);
  }).join("\n");
}

function withId(line: string, name: string, uri: string): string {
  if (uri === "" || line.includes(`${name}=`)) return line;
  const [path = ""] = uri.split("?");
  const id = path.replace(/(\/playlist)?\.m3u8$/, "").replace(/[^\w+/=.-]/g, "_");
  return `${line},${name}="${id}"`;
}
