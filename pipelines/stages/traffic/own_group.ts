import type { ServerGroupView } from "@netops/core/contracts";
import type { StageScope } from "../stage_handler.ts";
import { resolvedText } from "../resolved_value.ts";

/** A stage about one server group. */
export type GroupScope =
  | StageScope<"resize">
  | StageScope<"enable">
  | StageScope<"disable">
  | StageScope<"destroy">;

/** How long a group may take until it is as it should be, in ms. */
export const READY_MS = 120_000;

/** How long what is under way at a group may take, in ms. */
export const DRAIN_MS = 60_000;

/** The name of the group that a stage is about. */
export function groupNameOf({ spec }: GroupScope): string {
  return resolvedText(spec.group, "group");
}

/** The group that a stage is about, or why the stage cannot act on it. */
export async function findOwnGroup(
  scope: GroupScope,
): Promise<{ readonly group: ServerGroupView } | { readonly why: string }> {
  const name = groupNameOf(scope);
  const group = await scope.platform.group(name);
  if (group === undefined) {
    const there = (await scope.platform.groups(scope.app)).map((one) => one.name);
    const words = there.length === 0 ? "it has none" : `groups: ${there.join(", ")}`;
    return { why: `there is no server group ${name} of ${scope.app}; ${words}` };
  }
  if (group.app === scope.app) return { group };
  const why = `${name} belongs to ${group.app}, and this pipeline changes ${scope.app} only`;
  return { why: `${why}; say app: ${group.app} in a pipeline of its own` };
}

/** Why a group will not come up, with the last it said; undefined while it may. */
export function troubleOf({ name, failure, lastLines }: ServerGroupView): string | undefined {
  if (failure === undefined) return undefined;
  const said = lastLines.length === 0 ? "" : `: ${lastLines.slice(-3).join(" | ").slice(-600)}`;
  return `${name} ${failure}${said}`;
}
