import type { HitAnswer } from "../chaos/ask_who_is_hit.ts";
import { harmless } from "../print/text_width.ts";
import { type ChaosViewOptions, hitTargetLines } from "./chaos_lines.ts";

/** Whom the faults of a plan would hit if they came now, and who would say no. */
export function hitLines(
  answers: readonly HitAnswer[],
  { paint }: Pick<ChaosViewOptions, "paint">,
): readonly string[] {
  if (answers.length === 0) return [];
  const lines = answers.flatMap(({ name, document, refusal, unknown }) => {
    const title = harmless(name);
    if (refusal !== undefined) {
      return [
        `  ${title}: ${paint("red", "refused")}: ${harmless(refusal.message)}`,
        ...(refusal.fix === undefined ? [] : [`    fix: ${harmless(refusal.fix)}`]),
      ];
    }
    if (document === undefined) {
      return [`  ${title}: only the run knows ${harmless(unknown ?? "it")}, so nobody was asked`];
    }
    return [`  ${title}`, ...hitTargetLines(document, paint).map((line) => `  ${line}`)];
  });
  return ["as things are now", ...lines];
}
