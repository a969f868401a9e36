/** How long something took or lasts, for people: `870ms`, `3.2s`, `4m10s`, `2h05m`, `3d04h`. */
export function formatAge(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.max(0, Math.round(durationMs))}ms`;
  if (durationMs < 60_000) return `${(Math.floor(durationMs / 100) / 10).toFixed(1)}s`;
  const seconds = Math.floor(durationMs / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
  return `${Math.floor(minutes / 1_440)}d${two(Math.floor(minutes / 60) % 24)}h`;
}

/** Memory or disk for people: `812 MB`, `1.4 GB` (powers of 1000). */
export function formatBytes(sizeBytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let size = sizeBytes;
  for (; size >= 999.5 && at < units.length - 1; at++) size /= 1_000;
  return `${size < 10 && at > 2 ? size.toFixed(1) : Math.round(size)} ${units[at]}`;
}

/** The time of day in the local zone, to the ms: `12:04:31.120`. */
export function formatTimeOfDay(tsMs: number): string {
  const at = new Date(tsMs);
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  return `${time}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
