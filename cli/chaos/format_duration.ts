/** Writes a duration as experiments have it: `500ms`, `10s`, `2m`. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs % 60_000 === 0) return `${durationMs / 60_000}m`;
  return durationMs % 1_000 === 0 ? `${durationMs / 1_000}s` : `${durationMs}ms`;
}
