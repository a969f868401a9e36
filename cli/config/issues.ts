import type { z } from "zod";
import { suggest } from "../suggest.ts";
import type { ConfigLayer, ConfigPath } from "./config_layer.ts";
import type { ConfigProblem } from "./config_problem.ts";
import { findPlace, isPlainMap } from "./layers.ts";
import {
  chaosSchema,
  configSchema,
  faultLimitSchema,
  gatewaySchema,
  portsSchema,
  ruleGroupSchema,
  ruleSchema,
  scalingSchema,
  serviceSchema,
  sloSchema,
  telemetrySchema,
} from "./schema.ts";

/** What an issue is looked at with: the value that was parsed and where it came from. */
export interface IssueContext {
  readonly value: unknown;
  readonly layers: readonly ConfigLayer[];
}

/** Turns what zod found into problems with a place, a message and a fix. */
export function issuesToProblems(
  issues: readonly z.core.$ZodIssue[],
  context: IssueContext,
): ConfigProblem[] {
  // A key that was mistyped is not missing as well.
  const mistyped = new Set(issues.flatMap(meantKeys));
  return issues.filter((issue) => !mistyped.has(formatPath(issue.path as ConfigPath)))
    .flatMap((issue) => issueToProblems(issue, context));
}

function meantKeys(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const parent = issue.path as ConfigPath;
  return issue.keys.flatMap((key) => suggest(key, knownKeys(parent)).slice(0, 1))
    .map((key) => formatPath([...parent, key]));
}

/** Prints a path for people: `services.shop.command[1]`. */
export function formatPath(path: ConfigPath): string {
  return path.map((step, index) =>
    typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`
  ).join("");
}

function issueToProblems(issue: z.core.$ZodIssue, context: IssueContext): ConfigProblem[] {
  const path = issue.path.map((step) => typeof step === "number" ? step : String(step));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...path, key], context));
  }
  if (issue.code === "invalid_key") return invalidKey(path, context);
  const value = valueAt(context.value, path);
  if (value === undefined && path.length > 0) return [missingKey(path, issue.message, context)];
  const place = findPlace(context.layers, path, "value");
  const name = path.length === 0 ? "The configuration" : formatPath(path);
  return [{ place, message: `${name} must be ${issue.message}, not ${show(value)}` }];
}

function unknownKey(path: ConfigPath, { layers }: IssueContext): ConfigProblem {
  const parent = path.slice(0, -1);
  const known = knownKeys(parent);
  const near = suggest(String(path.at(-1)), known);
  const where = parent.length === 0 ? "" : ` in ${formatPath(parent)}`;
  return {
    place: findPlace(layers, path, "key"),
    message: `Unknown key "${path.at(-1)}"${where}`,
    fix: near[0] === undefined ? `use one of ${known.join(", ")}` : `did you mean "${near[0]}"?`,
  };
}

function invalidKey(path: ConfigPath, context: IssueContext): ConfigProblem[] {
  if (path.length === 2 && (path[0] === "slo" || path[0] === "rules") || path[0] === "chaos") {
    return [oddName(path, context)];
  }
  if (path.length === 2) {
    // Names of services have reasons of their own (cross_checks.ts); zod skips what stands below.
    const inner = serviceSchema.safeParse(valueAt(context.value, path)).error?.issues ?? [];
    const issues = inner.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
    return issuesToProblems(issues, context);
  }
  return [{
    place: findPlace(context.layers, path, "key"),
    message: `"${path.at(-1)}" cannot be the name of a ${
      path.at(-2) === "env" ? "variable" : "label"
    }`,
    fix: "use letters, digits and _",
  }];
}

const ODD_NAMES: Readonly<Record<string, string>> = {
  slo: "an objective",
  rules: "a group of rules",
  chaos: "what has limits",
};

function oddName(path: ConfigPath, { layers }: IssueContext): ConfigProblem {
  return {
    place: findPlace(layers, path, "key"),
    message: `"${path.at(-1)}" cannot be the name of ${ODD_NAMES[String(path[0])]}`,
    fix: path[0] === "chaos"
      ? "use the name of an app, zone:NAME, or *"
      : "use at most 63 of a-z, 0-9 and -, a letter first",
  };
}

function missingKey(path: ConfigPath, expected: string, { layers }: IssueContext): ConfigProblem {
  const parent = path.slice(0, -1);
  return {
    place: findPlace(layers, path, "key"),
    message: `${formatPath(parent)} has no ${path.at(-1)}`,
    fix: `add ${path.at(-1)}: ${expected}`,
  };
}

function knownKeys(parent: ConfigPath): readonly string[] {
  if (parent.length === 0) return Object.keys(configSchema.shape);
  if (parent[0] === "ports") return Object.keys(portsSchema.shape);
  if (parent[0] === "gateway") return Object.keys(gatewaySchema.shape);
  if (parent[0] === "telemetry") return Object.keys(telemetrySchema.shape);
  if (parent[0] === "rules") {
    return Object.keys(parent.length === 2 ? ruleGroupSchema.shape : ruleSchema.shape);
  }
  if (parent[0] === "slo") return Object.keys(sloSchema.shape);
  if (parent[0] === "chaos") {
    return Object.keys(parent.length === 1 ? chaosSchema.shape : faultLimitSchema.shape);
  }
  if (parent.length === 2) return Object.keys(serviceSchema.shape);
  return parent[2] === "scaling" ? Object.keys(scalingSchema.shape) : ["tcp"];
}

function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isPlainMap(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

/** A value in a message: scalars as they are, others by their kind. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a map";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
