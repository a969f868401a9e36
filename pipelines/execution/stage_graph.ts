import { NetopsError } from "@netops/core";

/** A stage as far as its order matters. */
export interface StageNode {
  /** Unique within its pipeline. */
  readonly name: string;
  /** Names of the stages that must be complete before it starts. */
  readonly needs: readonly string[];
}

/**
 * Puts stages into an order in which each comes after what it needs, otherwise as written.
 *
 * @throws {NetopsError} CONFIG_INVALID when a name is there twice, when a stage needs one that is not there,
 * or when stages need each other in a circle, which the message walks
 */
export function stageOrder<S extends StageNode>(stages: readonly S[]): readonly S[] {
  const byName = new Map<string, S>();
  for (const stage of stages) {
    if (byName.has(stage.name)) refuse(`two stages are called ${stage.name}`, "rename one of them");
    byName.set(stage.name, stage);
  }
  const ordered = new Set<S>();
  const path: string[] = [];
  const visit = (name: string) => {
    const stage = byName.get(name)!;
    if (ordered.has(stage)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(" → ");
      refuse(`stages need each other: ${circle}`, "take one name out of needs");
    }
    path.push(name);
    for (const needed of stage.needs) {
      if (!byName.has(needed)) refuseUnknown(stage, needed, [...byName.keys()]);
      visit(needed);
    }
    path.pop();
    ordered.add(stage);
  };
  for (const { name } of stages) visit(name);
  return [...ordered];
}

function refuseUnknown({ name }: StageNode, needed: string, known: readonly string[]): never {
  return refuse(
    `stage ${name} needs ${needed}, which is not there; stages: ${known.join(", ")}`,
    `name a stage of this pipeline in needs of ${name}`,
  );
}

function refuse(why: string, fix: string): never {
  throw new NetopsError("CONFIG_INVALID", `Cannot order the stages: ${why}`, { fix });
}
