import type { ServerGroupView, StageSpecOf } from "@netops/core/contracts";
import { mayShrink, readTraffic } from "../stages/traffic/change_traffic.ts";
import { counted, type PlanScope, type StagePlan } from "./stage_plan.ts";
import { words } from "./stage_words.ts";

type GroupStage = StageSpecOf<"resize" | "enable" | "disable" | "destroy">;

/** What a stage about one server group would do. */
export async function planGroupStage(spec: GroupStage, scope: PlanScope): Promise<StagePlan> {
  const name = words(spec.group);
  const { groups, app } = scope;
  const group = groups?.find(name);
  // What a stage before gives out need not be known yet.
  const isKnown = typeof spec.group !== "object";
  const missing = groups !== undefined && isKnown && group === undefined
    ? [`${spec.name}: there is no server group ${name} of ${app}`]
    : [];
  const refusals = [...missing, ...await guardRefusals(spec, group, scope)];
  const steps = stepWords(spec, name, group);
  if (refusals.length === 0 && group !== undefined) change(spec, name, scope);
  return { steps, refusals, outputs: { group: name } };
}

function stepWords(
  spec: GroupStage,
  name: string,
  group: ServerGroupView | undefined,
): readonly string[] {
  switch (spec.type) {
    case "resize": {
      const now = group === undefined ? "" : `, now ${group.desired}`;
      return [`give ${name} ${counted(spec.replicas, "instance")}${now}, and wait for them`];
    }
    case "enable":
      return [`wait until all of ${name} is healthy`, `send requests to ${name}, too`];
    case "disable":
      return offWords(name);
    case "destroy":
      return [...offWords(name), `end ${name}`];
  }
}

function offWords(name: string): readonly string[] {
  return [`send no requests to ${name} any more`, `wait until nothing is under way there`];
}

async function guardRefusals(
  spec: GroupStage,
  group: ServerGroupView | undefined,
  { groups, outputs }: PlanScope,
): Promise<readonly string[]> {
  if (spec.type === "enable" || groups === undefined || group === undefined) return [];
  if (group.shareRatio === 0 || groups.route === undefined) return [];
  const left = spec.type === "resize" ? spec.replicas : 0;
  const view = await readTraffic(groups.scope(outputs).platform, group);
  const { isAllowed, reason } = mayShrink(view, group.name, { left });
  return isAllowed ? [] : [`${spec.name}: the traffic guard: ${reason}`];
}

function change(spec: GroupStage, name: string, { groups }: PlanScope): void {
  if (spec.type === "resize") groups?.resize(name, spec.replicas);
  if (spec.type !== "disable" && spec.type !== "destroy") return;
  const left = (groups?.all ?? []).filter((group) => group.name !== name && group.shareRatio > 0);
  groups?.move(Object.fromEntries(left.map((group) => [group.name, group.shareRatio])));
  if (spec.type === "destroy") groups?.remove([name]);
}
