import { isMap, memberOf, type ValueMap } from "../python/value.ts";
import { additionsSchema } from "../schema/schema.ts";
import type { Finding } from "./diagnostic.ts";
import { unknownKeyFindings } from "./shape.ts";

/** Keys below `netops` at the top that mean nothing: a mistyped one would be a guard that is not there. */
export function additionFindings(value: ValueMap): Finding[] {
  const additions = value["netops"];
  if (!isMap(additions)) return [];
  const recovery = memberOf(additions, "recovery");
  return [
    ...unknownKeyFindings(additionsSchema, additions, ["netops"]),
    ...(recovery === undefined
      ? []
      : unknownKeyFindings(additionsSchema.shape.recovery.unwrap(), recovery, [
        "netops",
        "recovery",
      ])),
  ];
}
