/** What the order of spans depends on. */
interface Placed {
  readonly spanId: string;
  readonly parentId?: string;
}

/**
 * Orders spans so that each stands after its parent and before its parent's next child; spans without a
 * known parent are roots. Children keep the order they came in. Also ends on parents that form a circle.
 */
export function orderAsTree<Span extends Placed>(spans: readonly Span[]): Span[] {
  const known = new Set(spans.map((span) => span.spanId));
  const isRoot = ({ spanId, parentId }: Span) =>
    parentId === undefined || parentId === spanId || !known.has(parentId);
  const children = Map.groupBy(spans.filter((span) => !isRoot(span)), (span) => span.parentId);
  const ordered = new Set<Span>();
  const follow = (roots: readonly Span[]) => {
    const waiting = roots.toReversed();
    for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
      if (ordered.has(span)) continue;
      ordered.add(span);
      waiting.push(...(children.get(span.spanId) ?? []).toReversed());
    }
  };
  follow(spans.filter(isRoot));
  // What is left hangs in circles: each begins with its earliest span.
  for (const span of spans) if (!ordered.has(span)) follow([span]);
  return [...ordered];
}
