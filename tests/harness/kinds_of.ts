/** How often each kind of trouble came, most first; numbers, which differ from one to the next, are left out. */
export function kindsOf(troubles: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const trouble of troubles) {
    const kind = trouble.replace(/^\d+: /, "").replaceAll(
      /[0-9a-f]{16,}|\d{5,}|\d+(?= echoes)/g,
      "#",
    );
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([kind, count]) => `${count} × ${kind}`).join("\n");
}
