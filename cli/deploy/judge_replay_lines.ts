import type { LookView, StoredLook } from "@netops/core/contracts";
import type { Replay } from "@netops/pipelines";
import type { MarkOptions } from "../print/status_mark.ts";
import { harmless } from "../print/text_width.ts";
import { judgementLines } from "../views/judgement_lines.ts";

/** A look and what came of judging it again. */
export interface ReplayedLook {
  readonly stored: StoredLook;
  readonly replay: Replay;
}

/** Replays for people: one line a look, what is different, and the last one metric by metric. */
export function replayLines(looks: readonly ReplayedLook[], marks: MarkOptions): readonly string[] {
  const last = looks.at(-1);
  return [
    ...looks.flatMap((look) => lookLines(look, marks)),
    ...last === undefined ? [] : ["", ...judgementLines(last.replay.judgement, marks)],
    ...(last?.stored.look.problems ?? []).map((problem) =>
      `${marks.paint("yellow", "not measured:")} ${harmless(problem)}`
    ),
  ];
}

function lookLines(
  { stored: { execution, look: then }, replay: { look, isSame, differences } }: ReplayedLook,
  { paint, plain }: MarkOptions,
): readonly string[] {
  const name = `${harmless(execution)} look ${then.look}`;
  if (isSame) {
    const mark = plain ? "same" : paint("green", "✓ same");
    return [`${mark}  ${name}: ${verdictWords(look)}`];
  }
  const mark = plain ? "different" : paint("red", "× different");
  return [
    `${mark}  ${name}: ${verdictWords(then)} then, ${verdictWords(look)} now`,
    ...differences.slice(0, MOST_SHOWN).map(({ what, stored, again }) =>
      `  ${harmless(what)}: ${harmless(stored)} then, ${harmless(again)} now`
    ),
    ...differences.length > MOST_SHOWN
      ? [`  and ${differences.length - MOST_SHOWN} more: --json has them all`]
      : [],
  ];
}

const MOST_SHOWN = 5;

function verdictWords({ verdict, score }: Pick<LookView, "verdict" | "score">): string {
  return score === null ? verdict : `${verdict} (score ${score})`;
}
