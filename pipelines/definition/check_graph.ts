import { NetopsError } from "@netops/core";
import type { PipelineSpecInput } from "@netops/core/contracts";
import { stageOrder } from "../execution/stage_graph.ts";
import { checkedStages, type PipelineFinding } from "./pipeline_finding.ts";

/** Every stage → all stages that are complete before it starts. */
export type Upstream = ReadonlyMap<string, ReadonlySet<string>>;

/** Finds stages that are there twice, needs that are not there, and stages that need each other in a circle. */
export function checkGraph(spec: PipelineSpecInput): readonly PipelineFinding[] {
  const names = spec.stages.map(({ name }) => name);
  const findings = checkedStages(spec).flatMap(({ stage, path }, at) => [
    ...twice(names, at).map((finding) => ({ ...finding, path: [...path, "name"] })),
    ...(stage.needs ?? []).flatMap((needed, index) =>
      unknownNeed(needed, names).map((finding) => ({ ...finding, path: [...path, "needs", index] }))
    ),
  ]);
  return findings.length > 0 ? findings : checkCircles(spec);
}

type Unplaced = Omit<PipelineFinding, "path">;

function twice(names: readonly string[], at: number): Unplaced[] {
  const first = names.indexOf(names[at]!);
  if (first === at) return [];
  return [{
    message: `Two stages are called "${names[at]}": the ${ordinal(first)} and the ${ordinal(at)}`,
    fix: "rename one of them",
  }];
}

function ordinal(at: number): string {
  const number = at + 1;
  const tail = { 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th";
  return `${number}${number % 100 > 10 && number % 100 < 14 ? "th" : tail}`;
}

function unknownNeed(needed: string, names: readonly string[]): Unplaced[] {
  if (names.includes(needed)) return [];
  const stranger = { word: needed, known: names };
  return [{ message: `There is no stage "${needed}" to need`, stranger }];
}

function checkCircles(spec: PipelineSpecInput): PipelineFinding[] {
  const nodes = spec.stages.map(({ name, needs = [] }) => ({ name, needs }));
  try {
    stageOrder(nodes);
    return [];
  } catch (error) {
    if (!(error instanceof NetopsError)) throw error;
    const upstream = upstreamOf(spec);
    const at = nodes.findIndex(({ name }) => upstream.get(name)?.has(name));
    const message = error.message.replace(/^.*?: s/, "S");
    const { fix = "take one name out of needs" } = error;
    return [{ path: ["stages", Math.max(0, at), "needs"], message, fix }];
  }
}

/** What is complete before each stage starts, also where stages need each other in a circle. */
export function upstreamOf(
  { stages }: {
    readonly stages: readonly {
      readonly name: string;
      readonly needs?: readonly string[] | undefined;
    }[];
  },
): Upstream {
  const needs = new Map(stages.map(({ name, needs = [] }) => [name, needs]));
  return new Map(stages.map(({ name }) => {
    const seen = new Set<string>();
    const open = [...needs.get(name) ?? []];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...needs.get(next) ?? []);
    }
    return [name, seen];
  }));
}
