import { toNetopsError } from "@netops/core";
import type { ExecutionView, PipelineSpecInput, ServerGroupView } from "@netops/core/contracts";
import type { PlannedBake, PlannedPlatform } from "@netops/pipelines";
import { type CommandContext, type LiveRun } from "../command_context.ts";
import { join } from "../home/paths.ts";
import { artifactChanges } from "./artifact_changes.ts";
import { ConductorApi } from "./conductor_api.ts";
import { isOver } from "./execution_facts.ts";

const MOST_LOOKED_AT = 50;

/**
 * Looks at what runs, for a plan. What the pipeline would ship is baked, as its content is its version: that is a
 * copy in the store of artifacts, and nothing that runs changes.
 */
export async function planSight(
  pipeline: PipelineSpecInput,
  live: LiveRun,
  context: CommandContext,
): Promise<PlannedPlatform> {
  const { app } = pipeline;
  const api = ConductorApi.of(context, live);
  const [{ apps }, groups, routes, executions] = await Promise.all([
    live.fleet.boot(),
    live.fleet.groups(app),
    live.fleet.routes(),
    api.list({ app, limit: MOST_LOOKED_AT }),
  ]);
  const running = executions.find((view) => !isOver(view));
  return {
    ...{ apps, groups, routes },
    goneGroups: goneGroups(executions, groups),
    ...(running === undefined ? {} : { running: running.id }),
    bakes: await bakeAll(pipeline, groups, live),
  };
}

/** Groups that deploys of before started, and that are gone. */
function goneGroups(
  executions: readonly ExecutionView[],
  groups: readonly ServerGroupView[],
): readonly string[] {
  const there = new Set(groups.map(({ name }) => name));
  const known = executions.flatMap(({ from, to, stages }) => [
    ...(from === undefined ? [] : [from]),
    ...(to === undefined ? [] : [to]),
    ...stages.flatMap(({ deploy }) => deploy?.groups.map(({ name }) => name) ?? []),
  ]);
  return [...new Set(known)].filter((name) => !there.has(name)).sort();
}

async function bakeAll(
  { app, stages }: PipelineSpecInput,
  groups: readonly ServerGroupView[],
  { fleet, home }: LiveRun,
): Promise<Readonly<Record<string, PlannedBake>>> {
  const serving = groups.toSorted((one, other) => other.shareRatio - one.shareRatio)[0]?.artifact;
  const bakes: Record<string, PlannedBake> = {};
  for (const stage of stages) {
    if (stage.type !== "bake") continue;
    try {
      const baked = await fleet.bake({ app, from: stage.from });
      const files = serving === undefined
        ? undefined
        : artifactChanges(join(home, "artifacts"), { from: serving, to: baked.hash });
      bakes[stage.name] = { baked, ...(files === undefined ? {} : { files }) };
    } catch (error) {
      const { message, fix } = toNetopsError(error);
      bakes[stage.name] = { problem: fix === undefined ? message : `${message}; ${fix}` };
    }
  }
  return bakes;
}
