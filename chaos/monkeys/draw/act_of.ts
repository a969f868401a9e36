import type { HuntKnobs } from "../knobs/knobs.ts";
import type { Act } from "../recorder/act.ts";
import type { Choice } from "./choose.ts";
import type { Hit } from "./decide.ts";

/** The act of a hit; its id is the same for the same slot and group, so that none is done twice. */
export function actOf(
  { slot, group, isMandatory }: Hit,
  { instance, strategy }: Choice,
  { knobs, atMs }: { readonly knobs: HuntKnobs; readonly atMs: number },
): Act {
  const { kind, leashed } = knobs;
  return {
    id: `${leashed ? "leashed/" : ""}${kind}/${slot.id}/${group.name}`,
    ...{ kind, group: group.name, app: instance.app, instance: instance.id },
    ...{ strategy: strategy.name, day: slot.day, index: slot.index, atMs, isLeashed: leashed },
    ...(isMandatory ? { isMandatory } : {}),
  };
}
