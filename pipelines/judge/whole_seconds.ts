/** A time as it is typed after `--bake`: whole seconds, rounded up. */
export function wholeSeconds(timeMs: number): string {
  return `${Math.ceil(timeMs / 1_000)}s`;
}
