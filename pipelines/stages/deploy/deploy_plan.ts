import { NetopsError } from "@netops/core";
import type { Route, ServerGroupView, StageSpecOf } from "@netops/core/contracts";
import { resolvedText } from "../resolved_value.ts";
import type { DeployPlan } from "./deploy_state.ts";
import { routeOf, sharesOf } from "./route_change.ts";
import type { DeployScope } from "./step_work.ts";

/** What serves an app now. */
export interface Serving {
  readonly route: Route | undefined;
  readonly groups: readonly ServerGroupView[];
  /** The group with the largest share. */
  readonly old: ServerGroupView | undefined;
  /** The others that have some. */
  readonly others: readonly string[];
}

/** Looks at what serves an app. */
export async function lookAtServing({ platform, app }: DeployScope): Promise<Serving> {
  const [groups, snapshot] = await Promise.all([platform.groups(app), platform.routes()]);
  const route = routeOf(snapshot, app);
  const shares = Object.entries(route === undefined ? {} : sharesOf(route))
    .filter(([name]) => groups.some((group) => group.name === name))
    .toSorted(([, one], [, other]) => other - one);
  const names = shares.map(([name]) => name);
  return {
    ...{ route, groups, others: names.slice(1) },
    old: groups.find(({ name }) => name === names[0]),
  };
}

/**
 * What a deploy means to do.
 *
 * @throws {NetopsError} REFUSED where it cannot be done without harm, NOT_FOUND when there is no version to run
 */
export function deployPlan(
  { app, outputs }: DeployScope,
  spec: StageSpecOf<"deploy">,
  { old, others, route, groups }: Serving,
): { readonly plan: DeployPlan; readonly isUnchanged: boolean } {
  checkPort(app, groups);
  const artifact = spec.artifact === undefined
    ? undefined
    : resolvedText(spec.artifact, "the artifact");
  if (artifact === undefined && old === undefined) throw nothingToRun(app);
  const source = artifact === undefined
    ? { kind: "group", name: old?.name ?? "" } as const
    : { kind: "artifact", hash: artifact } as const;
  const replicas = spec.replicas ?? old?.desired ?? 1;
  const probe = probeOf(route, old);
  const mayBeUnchanged = artifact !== undefined && artifact === old?.artifact;
  const baked = Object.values(outputs).find((output) => output.artifact === artifact)?.version;
  return {
    plan: {
      ...{ strategy: spec.strategy, source, mayBeUnchanged, others },
      replicas: Math.max(1, replicas),
      ...(old === undefined ? {} : { old: oldOf(old) }),
      ...(probe === undefined ? {} : { probe }),
    },
    isUnchanged: mayBeUnchanged && baked !== undefined && baked === old?.version,
  };
}

/** What is remembered of the group that serves. */
export function oldOf(
  { name, version, desired, readyMs }: ServerGroupView,
): NonNullable<DeployPlan["old"]> {
  const replicas = Math.max(1, desired);
  return { name, version, replicas, ...(readyMs === undefined ? {} : { readyMs }) };
}

/** Two groups cannot listen on one port. @throws {NetopsError} REFUSED */
export function checkPort(app: string, groups: readonly ServerGroupView[]): void {
  const fixed = groups.find(({ isPortFixed }) => isPortFixed);
  if (fixed === undefined) return;
  const why = `the port of ${app} is fixed, and ${fixed.name} listens on it`;
  throw new NetopsError(
    "REFUSED",
    `Cannot put a second version of ${app} beside the first: ${why}`,
    {
      fix:
        `take "port" of ${app} out of netops.yaml and listen on $PORT; or netops restart ${app}, with a gap`,
    },
  );
}

const PROBES_PER_SECOND = 20;
/** Probes take no more than this of what a client may send. */
const LIMIT_RATIO = 0.25;

/**
 * The requests that watch a switch: none where a gateway would answer them itself, as it does without a
 * token or above a limit.
 */
export function probeOf(
  route: Route | undefined,
  group: ServerGroupView | undefined,
): DeployPlan["probe"] {
  // Where nothing serves yet every probe before the first switch would be lost.
  if (route === undefined || group === undefined) return undefined;
  const { auth, openPaths = [], limit } = route;
  const path = auth === "none" ? group.healthPath ?? "/" : openPaths[0];
  const allowed = limit === undefined
    ? PROBES_PER_SECOND
    : Math.floor(LIMIT_RATIO * 1_000 * limit.count / limit.perMs);
  const perSecond = Math.min(PROBES_PER_SECOND, allowed);
  return path === undefined || perSecond < 1 ? undefined : { path, perSecond };
}

function nothingToRun(app: string): NetopsError {
  return new NetopsError(
    "NOT_FOUND",
    `Cannot deploy ${app} as nothing serves it whose version could run`,
    {
      fix: `netops deploy run ${app} --from DIR`,
    },
  );
}
