import { type ExperimentDocument, experimentDocument, type KeptRun } from "../runner/mod.ts";
import type { RunStory } from "./run_story.ts";

/** Everything that reports show, for programs: the document of `chaos run --json` and the time line. */
export interface ReportDocument extends Partial<Omit<ExperimentDocument, "schema" | "faults">> {
  readonly schema: "netops.experiment/v1";
  readonly id: string;
  readonly verdict: string;
  readonly plan: RunStory["plan"];
  readonly phases: RunStory["phases"];
  readonly checks: RunStory["checks"];
  readonly activities: RunStory["activities"];
  readonly faults: RunStory["faults"];
  readonly events: RunStory["happenings"];
}

/** A run as a document; of one that was cut off only what is known. */
export function jsonReport(
  story: RunStory,
  { finished }: Pick<KeptRun, "finished">,
): ReportDocument {
  const { id, title, verdict, startedAtMs, endedAtMs, plan, phases, checks } = story;
  const { activities, faults, happenings } = story;
  return {
    ...{ id, title, verdict: verdict.name, reason: verdict.reason, startedAtMs, endedAtMs },
    ...(finished === undefined ? {} : experimentDocument(finished)),
    schema: "netops.experiment/v1",
    ...{ plan, phases, checks, activities, faults, events: happenings },
  };
}
