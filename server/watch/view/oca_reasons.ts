import type { OfferedOca } from "@netops/core/contracts";

/** What steering says, and what that means. */
export interface ReasonText {
  readonly text: string;
  readonly meaning?: string;
}

/** What steering compares, in its order; a reason of one kind decides before all kinds below. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^longest prefix/, "the closest match for your address"],
  [/^(embedded in|private peering|public peering|transit)/, ""],
  [/^AS path of (\d+)/, "networks on the way, its own included"],
  [/^MED (\d+)/, "its network's own order, less is better"],
  [/region/, ""],
];

/** Says reasons in the order they count; those that say nothing (`MED 0`) are left out. */
export function explainReasons({ reasons }: OfferedOca): ReasonText[] {
  return reasons.filter((reason) => reason !== "MED 0").map((text) => {
    const meaning = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? "";
    return meaning === "" ? { text } : { text, meaning };
  });
}

/**
 * Says why an OCA stands before the next one: the first kind of reason in which they differ. Two that
 * differ in none are equally near, and are spread.
 */
export function whyBefore(oca: OfferedOca, next: OfferedOca | undefined): string | undefined {
  if (next === undefined) return undefined;
  for (const [pattern] of KINDS) {
    const [own, other] = [oca, next].map(({ reasons }) => reasons.find((one) => pattern.test(one)));
    if (own === undefined || other === undefined || own === other) continue;
    return `Before ${next.id}: ${own}, not ${other}`;
  }
  return `As near as ${next.id}: viewers and titles are spread over both`;
}
