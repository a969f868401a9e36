import type { Path } from "../document/place.ts";
import { isMap, memberOf, type Value, type ValueMap } from "../python/value.ts";
import { checkArguments, pythonName } from "../providers/python_provider.ts";
import { PYTHON_FUNCTIONS } from "../providers/python_functions.ts";
import { activitySchema, PROVIDER_SCHEMAS, refSchema, waitUntilSchema } from "../schema/schema.ts";
import type { Finding } from "./diagnostic.ts";
import { nativeFindings, type NativeScene } from "./native_findings.ts";
import { nearestWord } from "./nearest.ts";
import { type ObjectSchema, shapeFindings, show } from "./shape.ts";
import { toleranceFindings } from "./tolerance_findings.ts";

/** What activities may speak of. */
export interface ActivityContext extends Omit<NativeScene, "path"> {
  /** Names of activities that may be referred to. */
  readonly names: readonly string[];
}

/** What is wrong with one activity. */
export function activityFindings(
  activity: Value,
  path: Path,
  { names, faultNames, world }: ActivityContext,
): Finding[] {
  if (!isMap(activity)) {
    return [{ path, message: `An activity must be a mapping, not ${show(activity)}` }];
  }
  if (Object.hasOwn(activity, "ref")) return refFindings(activity, path, names);
  const shape = shapeFindings(activitySchema, activity, path);
  const provider = activity["provider"];
  const scene = { path: [...path, "provider"], world, faultNames };
  const inner = isMap(provider) ? providerFindings(provider, scene) : [];
  const tolerance = Object.hasOwn(activity, "tolerance")
    ? toleranceFindings(activity["tolerance"] ?? null, [...path, "tolerance"])
    : [];
  return [...shape, ...inner, ...tolerance, ...waitFindings(activity, path)];
}

function refFindings(activity: ValueMap, path: Path, names: readonly string[]): Finding[] {
  const shape = refSchema.safeParse(activity).success;
  const ref = activity["ref"];
  if (!shape || typeof ref !== "string") {
    return [{
      path: [...path, "ref"],
      message: `A reference must be the name of an activity, not ${show(ref ?? null)}`,
    }];
  }
  if (names.includes(ref)) return [];
  const near = nearestWord(ref, names);
  return [{
    path: [...path, "ref"],
    message: `No probe of the hypothesis and no activity of the method is called "${ref}"`,
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  }];
}

function providerFindings(provider: ValueMap, scene: NativeScene): Finding[] {
  const { path } = scene;
  const schema = providerSchema(provider);
  if (schema === undefined) {
    if (provider["type"] !== "netops") return []; // the shape of the activity tells it
    return [{
      path,
      message: 'A provider of netops needs "fault" and "target", "probe" or "stop"',
    }];
  }
  const shape = shapeFindings(schema, provider, path);
  if (shape.some(({ severity }) => severity === undefined)) return shape;
  return [...shape, ...pythonFindings(provider, path), ...nativeFindings(provider, scene)];
}

function providerSchema(provider: ValueMap): ObjectSchema | undefined {
  const { type } = provider;
  if (type === "process" || type === "http" || type === "python") return PROVIDER_SCHEMAS[type];
  if (type !== "netops") return undefined;
  const key = (["fault", "probe", "stop"] as const).find((name) => Object.hasOwn(provider, name));
  return key === undefined ? undefined : PROVIDER_SCHEMAS[key];
}

function pythonFindings(provider: ValueMap, path: Path): Finding[] {
  if (provider["type"] !== "python") return [];
  const name = pythonName(provider);
  if (!Object.hasOwn(PYTHON_FUNCTIONS, name)) {
    const near = nearestWord(name, Object.keys(PYTHON_FUNCTIONS));
    const fix = near === undefined
      ? "use a process or http provider, or one of the built-in functions in docs/experiments.md"
      : `did you mean "${near}"?`;
    const message = `The Python function ${name} is not built in, and netops runs no Python`;
    return [{ path: [...path, "func"], message, fix }];
  }
  try {
    checkArguments(name, (provider["arguments"] ?? {}) as ValueMap);
    return [];
  } catch (error) {
    const at = Object.hasOwn(provider, "arguments") ? "arguments" : "func";
    return [{
      path: [...path, at],
      message: error instanceof Error ? error.message : String(error),
    }];
  }
}

function waitFindings(activity: ValueMap, path: Path): Finding[] {
  const wait = activity["wait-until"];
  if (!isMap(wait)) return [];
  const at = [...path, "wait-until"];
  const shape = shapeFindings(waitUntilSchema, wait, at)
    .filter((finding) => finding.path.at(-1) !== "tolerance");
  const tolerance = memberOf(wait, "tolerance");
  const inner = tolerance === undefined
    ? [{ path: at, message: "wait-until needs a tolerance" }]
    : toleranceFindings(tolerance, [...at, "tolerance"]);
  const wrongType = activity["type"] === "action"
    ? [{ path: at, message: "Only a probe can wait until something is so" }]
    : [];
  return [...shape, ...inner, ...wrongType];
}
