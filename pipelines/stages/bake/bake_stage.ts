import type { StageHandler } from "../stage_handler.ts";
import { canceled, succeeded } from "../outcomes.ts";

/** A bake has nothing to remember: what is baked is found again by its content. */
export type BakeState = Readonly<Record<string, never>>;

/**
 * Bakes what the application is to run, and gives its artifact out.
 *
 * Content that was baked before is not baked again, so that a stage which is looked at twice bakes once; the
 * outcome says "unchanged" then.
 */
export const bakeStage: StageHandler<"bake", BakeState> = {
  type: "bake",
  begin: () => ({}),
  advance: async (state, { app, spec, platform }) => {
    const { hash, version, isNew, commit, warnings } = await platform.bake({
      app,
      from: spec.from,
    });
    const from = commit === undefined ? "" : ` from commit ${commit.slice(0, 12)}`;
    const what = isNew
      ? `baked ${version}${from}`
      : `unchanged: ${version}${from} was baked before`;
    return succeeded(state, { artifact: hash, version, isNew }, {
      reason: [what, ...warnings].join("; "),
    });
  },
  // An artifact that nobody runs is no harm, and fleet collects old ones.
  cancel: (state) => Promise.resolve(canceled(state)),
};
