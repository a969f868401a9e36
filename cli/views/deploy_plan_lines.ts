import type { PlanDocument } from "@netops/core/contracts";
import type { Paint } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";

/** A plan for people: stage by stage, then what would be different, then why it would be refused. */
export function deployPlanLines(
  { app, pipeline, stages, changes, refusals }: PlanDocument,
  { paint }: { readonly paint: Paint },
): readonly string[] {
  const item = (text: string) => `    ${harmless(text)}`;
  return [
    `${paint("bold", harmless(pipeline))} would change ${harmless(app)}`,
    ...stages.flatMap((stage, at) => {
      const note = headOf(stage, stages[at - 1]);
      const head = `${at + 1} ${paint("bold", harmless(stage.name))}`;
      return ["", note === "" ? head : `${head} ${paint("dim", note)}`, ...stage.steps.map(item)];
    }),
    ...(changes.length === 0 ? [] : ["", paint("bold", "afterwards"), ...changes.map(item)]),
    ...(refusals.length === 0
      ? []
      : ["", paint("red", "would be refused now"), ...refusals.map(item)]),
  ];
}

type PlanStage = PlanDocument["stages"][number];

/** Its type, and what is not as people expect: that it does not come after the one before, or may fail. */
function headOf(
  { type, name, needs, onFailure }: PlanStage,
  before: PlanStage | undefined,
): string {
  const isNext = before === undefined ? needs.length === 0 : needs.join() === before.name;
  const after = needs.length === 0 ? "starts at once" : `after ${needs.join(", ")}`;
  const failure = {
    ...{ halt: "", ignore: "a failure is ignored" },
    ...{ haltBranch: "a failure ends its branch" },
    haltBranchThenFail: "a failure ends its branch, and all in the end",
  }[onFailure] ?? "";
  const notes = [...(type === name ? [] : [type]), ...(isNext ? [] : [after]), failure];
  return notes.filter((note) => note !== "").join(", ");
}
