import type { PsInstance } from "@netops/core/contracts";
import type { Grouping } from "../knobs/knobs.ts";

/** What is hit at most once in a slot: instances of one app, stack or cluster. */
export interface HuntGroup {
  readonly name: string;
  readonly app: string;
  readonly instances: readonly PsInstance[];
}

/** The name of the group that an instance belongs to: `app`, `app-stack` or `app-stack-detail`. */
export function groupNameOf(
  { app, cluster }: Pick<PsInstance, "app" | "cluster">,
  grouping: Grouping,
): string {
  if (grouping === "app") return app;
  if (grouping === "cluster") return cluster;
  const { stack } = partsOf({ app, cluster });
  return stack === "" ? app : `${app}-${stack}`;
}

/** Stack and detail of a cluster; empty where it has none. The name of an app may hold hyphens. */
export function partsOf(
  { app, cluster }: Pick<PsInstance, "app" | "cluster">,
): { readonly stack: string; readonly detail: string } {
  if (!cluster.startsWith(`${app}-`)) return { stack: "", detail: "" };
  const [stack = "", ...rest] = cluster.slice(app.length + 1).split("-");
  return { stack, detail: rest.join("-") };
}

/** Instances by group, groups and instances in the order of their names. */
export function groupInstances(
  instances: readonly PsInstance[],
  grouping: Grouping,
): readonly HuntGroup[] {
  const groups = new Map<string, PsInstance[]>();
  for (const instance of instances) {
    const name = groupNameOf(instance, grouping);
    groups.set(name, [...groups.get(name) ?? [], instance]);
  }
  return [...groups].map(([name, members]) => ({
    name,
    app: members[0]?.app ?? name,
    instances: members.sort((left, right) => left.id < right.id ? -1 : 1),
  })).sort((left, right) => left.name < right.name ? -1 : 1);
}
