import { NetopsError, parseServerGroupName } from "@netops/core";
import type { GroupSource, ServerGroupView, StageSpecOf } from "@netops/core/contracts";
import { checkPort, lookAtServing, oldOf, probeOf, type Serving } from "../deploy/deploy_plan.ts";
import type { Planned } from "../deploy/course.ts";
import type { DeployScope } from "../deploy/step_work.ts";
import { resolvedText } from "../resolved_value.ts";

/** Where a rollback goes: a group that is there, or a version that is started again. */
export type Target =
  | { readonly group: ServerGroupView }
  | { readonly source: GroupSource };

/**
 * What a rollback means to do: all requests to what served before, and an end of what serves now.
 *
 * @throws {NetopsError} NOT_FOUND when there is nothing to go back to, REFUSED on a fixed port
 */
export async function planRollback(
  scope: DeployScope,
  spec: StageSpecOf<"rollback">,
): Promise<Planned> {
  const serving = await lookAtServing(scope);
  const { old, others, route } = serving;
  if (old === undefined) throw nothingServes(scope.app);
  const to = spec.to === undefined ? undefined : resolvedText(spec.to, "the group to go back to");
  const target = to === undefined ? previous(scope.app, serving, old) : named(to, serving);
  if ("source" in target) checkPort(scope.app, serving.groups);
  const there = "group" in target ? target.group : undefined;
  if (there?.name === old.name) throw servesAlready(scope.app, old.name);
  const probe = probeOf(route, old);
  const replicas = there === undefined ? old.desired : Math.max(1, there.desired);
  return {
    names: { old: old.name, ...(there === undefined ? {} : { fresh: there.name }) },
    plan: {
      ...{ strategy: "highlander", mayBeUnchanged: false, replicas, others },
      ...("source" in target ? { source: target.source } : {}),
      ...{ old: oldOf(old), ...(probe === undefined ? {} : { probe }) },
    },
  };
}

/** What served before: the newest group that was kept, of those older than what serves. */
function previous(app: string, { groups }: Serving, old: ServerGroupView): Target {
  const kept = groups.filter((group) =>
    group.shareRatio === 0 && group.createdAtMs <= old.createdAtMs && group.name !== old.name &&
    group.desired > 0 && group.cluster === old.cluster
  );
  const newest = kept.toSorted((one, other) => other.createdAtMs - one.createdAtMs)[0];
  if (newest !== undefined) return { group: newest };
  throw new NetopsError("NOT_FOUND", `Cannot roll ${app} back as no earlier group of it is kept`, {
    fix: `netops deploy history ${app}, then netops deploy rollback ${app} --to GROUP`,
  });
}

/** A group by its name, or the version or artifact of one that is there; else what is started again. */
function named(to: string, { groups }: Serving): Target {
  const group = groups.find(({ name }) => name === to) ??
    groups.find((one) => one.shareRatio === 0 && (one.version === to || one.artifact === to));
  if (group !== undefined) return { group };
  return parseServerGroupName(to)?.sequence === null
    ? { source: { kind: "artifact", hash: to } }
    : { source: { kind: "group", name: to } };
}

function nothingServes(app: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot roll ${app} back as nothing of it serves`, {
    fix: `netops deploy run ${app} --from DIR`,
  });
}

function servesAlready(app: string, name: string): NetopsError {
  return new NetopsError("REFUSED", `Cannot roll ${app} back to ${name} as that serves already`, {
    fix: `netops deploy rollback ${app} --to another group`,
  });
}
