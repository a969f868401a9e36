import type { Path } from "../document/place.ts";
import { isMap, memberOf, type Value, type ValueMap } from "../python/value.ts";
import { cohortsSchema } from "../schema/schema.ts";
import type { Finding } from "./diagnostic.ts";
import { unknownKeyFindings } from "./shape.ts";

/** Kinds of faults that gateways give to requests, one by one: only these can be given to an arm. */
const KINDS = ["request-abort", "request-latency", "request-kv-fail"];

/** What is wrong with the arms of an experiment: faults without arms, arms without a fault, unknown keys. */
export function cohortFindings(value: ValueMap): Finding[] {
  const cohorts = memberOf(value["netops"], "cohorts");
  const method = Array.isArray(value["method"]) ? value["method"] : [];
  const found = method.flatMap((activity, at) => armFault(activity, ["method", at, "provider"]));
  const wrongKinds = found.flatMap(({ kind, path }): Finding[] =>
    KINDS.includes(kind) || kind.includes("${") ? [] : [{
      path: [...path, "cohort"],
      message: `A fault of kind "${kind}" hits whole instances and cannot be given to one arm`,
      fix: `use ${KINDS.join(", ")}`,
    }]
  );
  if (!isMap(cohorts)) {
    return found.map(({ path }) => ({
      path: [...path, "cohort"],
      message: "The experiment declares no arms",
      fix: "add netops.cohorts with percent and tolerance",
    }));
  }
  const path = ["netops", "cohorts"];
  const tolerance = memberOf(cohorts, "tolerance");
  const inner = isMap(tolerance)
    ? unknownKeyFindings(cohortsSchema.shape.tolerance, tolerance, [...path, "tolerance"])
    : [];
  const unused: Finding[] = found.length > 0 ? [] : [{
    path,
    message: "No fault of the method is given to an arm",
    fix: "add cohort: experiment to a fault of chosen requests",
  }];
  return [
    ...unknownKeyFindings(cohortsSchema, cohorts, path),
    ...inner,
    ...unused,
    ...wrongKinds,
  ];
}

function armFault(activity: Value, path: Path): { readonly kind: string; readonly path: Path }[] {
  const provider = memberOf(activity, "provider");
  if (memberOf(provider, "cohort") === undefined) return [];
  return [{ kind: String(memberOf(provider, "fault") ?? ""), path }];
}
