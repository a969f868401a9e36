/** A time for people: `87 ms`, `3.2 s`, `4 min 10 s`. */
export function durationWords(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.max(0, Math.round(durationMs))} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A time since the start of a run: `+3.2 s`. */
export function offsetWords(atMs: number, startedAtMs: number): string {
  return `+${((atMs - startedAtMs) / 1_000).toFixed(1)} s`;
}

/** What a check came to in one word. */
export function checkWord(
  { isMet, hasError }: { readonly isMet: boolean; readonly hasError: boolean },
): "met" | "not met" | "broken" {
  if (isMet) return "met";
  return hasError ? "broken" : "not met";
}

/** Names that tell checks apart: those beside the method are counted. */
export function checkNames(checks: readonly { readonly phase: string }[]): string[] {
  let during = 0;
  return checks.map(({ phase }) => phase === "during" ? `during #${++during}` : phase);
}

/** What is known of the undo of a fault. */
export function undoWords(
  { undone, reason }: { readonly undone?: boolean; readonly reason?: string },
): string {
  if (undone === true) return "undone, and seen to be";
  return undone === false ? `not undone: ${reason ?? "unknown"}` : reason ?? "not looked at";
}

/** The time of day and date of a wall time in UTC: `2026-11-27 16:28:04 UTC`. */
export function dateWords(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
