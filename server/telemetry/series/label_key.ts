import { LabelSet } from "../model/label_set.ts";

/** Gives the labels of a {@linkcode LabelSet.key}. */
export function labelsOfKey(key: string): LabelSet {
  const pairs = key.split("\u0002").map((pair) => {
    const at = pair.indexOf("\u0001");
    return [pair.slice(0, at), unescaped(pair.slice(at + 1))] as const;
  });
  return LabelSet.of(pairs);
}

function unescaped(value: string): string {
  // deno-lint-ignore no-control-regex
  return value.replace(/\u0000([012])/g, (_, digit) => String.fromCharCode(Number(digit)));
}
