import { parseDurationMs } from "@netops/core";
import type { z } from "zod";
import type { Path } from "../document/place.ts";
import { isMap, toPlain, type Value, type ValueMap } from "../python/value.ts";
import { type Finding, formatPath } from "./diagnostic.ts";
import type { LintWorld } from "./lint_world.ts";
import { nearestWord } from "./nearest.ts";
import { issueFinding } from "./shape.ts";

const LEAST_MS = 100;
const MOST_MS = 86_400_000;

/** Where a provider stands, and what it may speak of. */
export interface NativeScene {
  readonly path: Path;
  readonly world: LintWorld;
  /** Names of activities that inject faults. */
  readonly faultNames: readonly string[];
}

/** What is wrong with a provider of netops besides its shape: words that nothing answers to, and bounds. */
export function nativeFindings(provider: ValueMap, scene: NativeScene): Finding[] {
  const { path, world, faultNames } = scene;
  if (provider["type"] !== "netops") return [];
  if (Object.hasOwn(provider, "count") && Object.hasOwn(provider, "percent")) {
    return [{ path: [...path, "percent"], message: "Say either count or percent, not both" }];
  }
  const known = world.faults === undefined ? undefined : Object.keys(world.faults);
  return [
    ...unknownWord(provider, {
      ...{ path, key: "fault", known, what: "fault", fix: "netops chaos list" },
    }),
    ...unknownWord(provider, {
      ...{ path, key: "probe", known: world.probes, what: "probe of netops" },
      fix: "netops chaos list --probes",
    }),
    ...unknownWord(provider, {
      ...{ path, key: "stop", known: faultNames, what: "activity that injects a fault" },
      fix: "name the activity whose faults end",
    }),
    ...durationFindings(provider["duration"], [...path, "duration"]),
    ...parameterFindings(provider, [...path, "parameters"], world),
  ];
}

interface WordPlace {
  readonly path: Path;
  readonly key: string;
  readonly known: readonly string[] | undefined;
  readonly what: string;
  readonly fix: string;
}

function unknownWord(provider: ValueMap, { path, key, known, what, fix }: WordPlace): Finding[] {
  const word = provider[key];
  if (typeof word !== "string" || known === undefined || isPattern(word)) return [];
  if (known.includes(word) || known.some(isPattern)) return [];
  const near = nearestWord(word, known);
  return [{
    path: [...path, key],
    message: `No ${what} is called "${word}"`,
    fix: near === undefined ? fix : `did you mean "${near}"?`,
  }];
}

function durationFindings(duration: Value | undefined, path: Path): Finding[] {
  if (typeof duration !== "string" || isPattern(duration)) return [];
  const durationMs = msOf(duration);
  if (durationMs >= LEAST_MS && durationMs <= MOST_MS) return [];
  return [{ path, message: `A fault lasts from 100ms to 24h, not ${duration.trim()}` }];
}

function msOf(duration: string): number {
  try {
    return parseDurationMs(duration);
  } catch {
    // Written as a duration, and longer than any number can say.
    return Infinity;
  }
}

function parameterFindings(provider: ValueMap, path: Path, world: LintWorld): Finding[] {
  const kind = String(provider["fault"]);
  const { faults = {} } = world;
  const schema = Object.hasOwn(faults, kind) ? faults[kind] : undefined;
  const given = provider["parameters"] ?? {};
  if (schema === undefined || !isMap(given)) return [];
  const issues = schema.safeParse(toPlain(given)).error?.issues ?? [];
  const names = Object.keys((schema as { shape?: object }).shape ?? {});
  return issues.flatMap((issue): Finding[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((name) => ({
        path: [...path, name],
        message: `The fault ${kind} has no parameter "${name}"`,
        fix: fixOf(nearestWord(name, names), kind),
      }));
    }
    // What stands in the place of a pattern only the run knows.
    if (hasPattern(valueAt(given, issue.path))) return [];
    if (issue.path.length > 0) return [issueFinding(issue, given, path)];
    return [{
      path,
      message: `${formatPath(path)}: ${issue.message}`,
      fix: fixOf(undefined, kind),
    }];
  });
}

function fixOf(near: string | undefined, kind: string): string {
  return near === undefined ? `netops chaos show ${kind}` : `did you mean "${near}"?`;
}

function valueAt(value: Value, path: z.core.$ZodIssue["path"]): Value | undefined {
  return path.reduce<Value | undefined>((found, step) => {
    if (Array.isArray(found)) return found[Number(step)];
    return isMap(found) && Object.hasOwn(found, step) ? found[String(step)] : undefined;
  }, value);
}

function hasPattern(value: Value | undefined): boolean {
  if (typeof value === "string") return isPattern(value);
  if (Array.isArray(value)) return value.some(hasPattern);
  return isMap(value) && Object.values(value).some(hasPattern);
}

function isPattern(text: string): boolean {
  return text.includes("${");
}
