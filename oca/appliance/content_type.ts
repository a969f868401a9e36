/** What kind of answer a file makes. */
export type FileKind = "hls" | "dash" | "media" | "other";

const TYPES: Readonly<Record<string, readonly [string, FileKind]>> = {
  m3u8: ["application/vnd.apple.mpegurl", "hls"],
  mpd: ["application/dash+xml", "dash"],
  mp4: ["video/mp4", "media"],
  m4s: ["video/iso.segment", "media"],
  vtt: ["text/vtt; charset=utf-8", "other"],
  jpg: ["image/jpeg", "other"],
  png: ["image/png", "other"],
  webp: ["image/webp", "other"],
};

/** Tells content type and kind by the name's ending. Source: RFC 8216; ISO/IEC 23009-1; RFC 4337. */
export function typeOfFile(
  path: string,
): { readonly contentType: string; readonly kind: FileKind } {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const [contentType, kind] = TYPES[ending] ?? ["application/octet-stream", "other"];
  return { contentType, kind };
}
