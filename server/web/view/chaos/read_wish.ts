import type { FaultKindView } from "@netops/core/contracts";
import type { FaultWish } from "../../chaos/chaos_values.ts";
import { paramFields, readParams } from "./param_fields.ts";

/** Names of fields begin so where they are parameters, so that none hides a field of the form. */
export const PARAM_PREFIX = "set.";

/** Reads the form of a kind as the fault that it asks for. */
export function readWish(kind: FaultKindView, typed: ReadonlyMap<string, string>): FaultWish {
  const numberOf = (name: string) => {
    const text = (typed.get(name) ?? "").trim();
    return text === "" ? undefined : Number(text);
  };
  const count = numberOf("count");
  const percent = numberOf("percent");
  const params = new Map(
    [...typed].filter(([name]) => name.startsWith(PARAM_PREFIX))
      .map(([name, value]) => [name.slice(PARAM_PREFIX.length), value]),
  );
  return {
    kind: kind.kind,
    target: typed.get("target") ?? "",
    durationMs: Math.round((numberOf("seconds") ?? 30) * 1_000),
    ...(count === undefined ? {} : { count }),
    ...(percent === undefined ? {} : { percent }),
    ...(typed.get("ignoreSlo") === undefined ? {} : { ignoreSlo: true }),
    parameters: readParams(paramFields(kind), params),
  };
}
