import { parseDurationMs } from "@netops/core";
import { NEVER_SLOTS } from "../draw/draw_slot.ts";
import { strategiesOf } from "../strategies/strategies.ts";
import type { GroupKnobs, HuntKnobs, MonkeyKind, MonkeyKnobs } from "./knobs.ts";
import {
  chaosSchema,
  type DoctorFile,
  doctorSchema,
  type GroupFile,
  type HuntFile,
  latencySchema,
} from "./schema.ts";

/** One thing that is wrong with knobs. */
export interface KnobIssue {
  readonly path: readonly (string | number)[];
  /** Reads as "NAME must be MESSAGE"; of an unknown key undefined. */
  readonly message?: string;
  /** The keys that could stand there, of an unknown key. */
  readonly known?: readonly string[];
}

/** Knobs, or what is wrong with them. */
export type KnobsResult =
  | { readonly knobs: MonkeyKnobs; readonly issues: readonly [] }
  | { readonly knobs: undefined; readonly issues: readonly KnobIssue[] };

/** Reads what a file of knobs says; `undefined` is an empty file. */
export function readKnobs(kind: MonkeyKind, value: unknown): KnobsResult {
  const schema = { chaos: chaosSchema, latency: latencySchema, doctor: doctorSchema }[kind];
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) {
    return {
      knobs: undefined,
      issues: parsed.error.issues.flatMap((one) => toIssues(one, schema)),
    };
  }
  if (kind === "doctor") return { knobs: toDoctor(parsed.data as DoctorFile), issues: [] };
  const file = parsed.data as HuntFile;
  const issues = checkSpans(file);
  if (issues.length > 0) return { knobs: undefined, issues };
  return { knobs: toHunt(kind, file), issues: [] };
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function toIssues(issue: Issue, schema: unknown): KnobIssue[] {
  const path = issue.path.map((step) => typeof step === "number" ? step : String(step));
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  const known = keysAt(schema, path);
  return (issue.keys ?? []).map((key) => ({ path: [...path, key], known }));
}

/** The keys of the map at a path of a schema. */
function keysAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  const at = path.reduce<unknown>((inner, step) => {
    const { shape, valueType, element } = unwrapped(inner);
    return shape?.[String(step)] ?? valueType ?? element;
  }, schema);
  return Object.keys(unwrapped(at).shape ?? {});
}

interface SchemaParts {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  readonly element?: unknown;
}

interface SchemaDefinition extends SchemaParts {
  readonly type?: string;
  readonly innerType?: unknown;
  readonly out?: unknown;
}

function unwrapped(schema: unknown): SchemaParts {
  const { def } = (schema ?? {}) as { readonly def?: SchemaDefinition };
  const inner = def?.innerType ?? (def?.type === "pipe" ? def.out : undefined);
  return inner === undefined ? def ?? {} : unwrapped(inner);
}

type Spans = Pick<GroupFile, "meanTimeBetweenKills" | "minTimeBetweenKills">;

/** Durations need a slot that is shorter than a day, and a mean below the least gap cannot be. */
function checkSpans(file: HuntFile): KnobIssue[] {
  const places: [readonly string[], GroupFile][] = [
    [["defaults"], file.defaults],
    ...Object.entries(file.groups).map(([name, group]): [string[], GroupFile] => [
      ["groups", name],
      { ...file.defaults, ...group },
    ]),
  ];
  return places.flatMap(([path, group]) =>
    checkUnits(path, group, file) ?? checkMean(path, group, file)
  );
}

function checkUnits(path: readonly string[], group: Spans, file: HuntFile) {
  if (file.slot !== "day") return undefined;
  const names = ["meanTimeBetweenKills", "minTimeBetweenKills"] as const;
  const wrong = names.filter((name) => group[name] !== undefined && !/^\d+d$/.test(group[name]));
  if (wrong.length === 0) return undefined;
  const message = "whole work days, such as 2d, as slot is day";
  return wrong.map((name): KnobIssue => ({ path: [...path, name], message }));
}

function checkMean(path: readonly string[], group: GroupFile, file: HuntFile): KnobIssue[] {
  const { meanSlots, leastSlots } = toGroup(group, file);
  if (meanSlots >= leastSlots) return [];
  const name = group.probability === undefined ? "meanTimeBetweenKills" : "probability";
  const message = "such that hits are at least minTimeBetweenKills apart on average";
  return [{ path: [...path, name], message }];
}

function toHunt(kind: "chaos" | "latency", file: HuntFile): HuntKnobs {
  const { calendar, slot, grouping, mandatoryTermination, maxTerminationsPerDay } = file;
  const { enabled, windowInDays, defaultProbability } = mandatoryTermination;
  const defaults = toGroup(file.defaults, file);
  const groups = Object.entries(file.groups).map(([name, group]) => [name, toPart(group, file)]);
  return {
    ...{ kind, leashed: file.leashed, calendar, grouping, defaults, trackers: file.trackers },
    slot: slot === "day" ? "day" : parseDurationMs(slot),
    groups: Object.fromEntries(groups),
    exemptions: file.exceptions.map(withoutGaps),
    ...(maxTerminationsPerDay === undefined ? {} : { mostPerDay: maxTerminationsPerDay }),
    ...(enabled
      ? { mandatory: { windowDays: windowInDays, meanSlots: meanOf(defaultProbability, file) } }
      : {}),
    durationMs: parseDurationMs(file.duration),
    strategies: strategiesOf(kind).flatMap(({ name, isOn }) => {
      const own = file.strategies[name];
      const isIn = own === undefined ? isOn : own.enabled;
      return isIn ? [{ name, parameters: own?.parameters ?? {} }] : [];
    }),
  };
}

/** Only what the file says of a group, so that it can go over its app's and the defaults. */
function toPart(group: GroupFile, file: HuntFile): Partial<GroupKnobs> {
  const full = toGroup({ ...file.defaults, ...group }, file);
  const { enabled, probability, meanTimeBetweenKills, minTimeBetweenKills, lastOptIn } = group;
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(probability ?? meanTimeBetweenKills) === undefined ? {} : { meanSlots: full.meanSlots },
    ...(minTimeBetweenKills === undefined ? {} : { leastSlots: full.leastSlots }),
    ...(group.maxTerminationsPerDay === undefined ? {} : { mostPerDay: full.mostPerDay }),
    ...(lastOptIn === undefined ? {} : { lastOptIn }),
  };
}

function toGroup(group: GroupFile, file: HuntFile): GroupKnobs {
  const { enabled = true, probability, maxTerminationsPerDay = 1, lastOptIn } = group;
  const { meanTimeBetweenKills: mean = "2d", minTimeBetweenKills: least } = group;
  const meanSlots = probability === undefined ? toSlots(mean, file) : meanOf(probability, file);
  return {
    enabled,
    meanSlots,
    leastSlots: least === undefined ? 1 : Math.max(1, toSlots(least, file)),
    mostPerDay: maxTerminationsPerDay,
    ...(lastOptIn === undefined ? {} : { lastOptIn }),
  };
}

/** Of a chance a work day. */
function meanOf(probability: number, file: HuntFile): number {
  return Math.min(NEVER_SLOTS, slotsPerDay(file) / probability);
}

function toSlots(span: string, file: HuntFile): number {
  if (span.endsWith("d")) return Math.round(Number(span.slice(0, -1)) * slotsPerDay(file));
  return file.slot === "day" ? 1 : Math.ceil(parseDurationMs(span) / parseDurationMs(file.slot));
}

const HOUR_MS = 3_600_000;

function slotsPerDay({ slot, calendar }: HuntFile): number {
  if (slot === "day") return 1;
  const hours = calendar.always ? 24 : calendar.closeHour - calendar.openHour;
  return Math.max(1, Math.floor(hours * HOUR_MS / parseDurationMs(slot)));
}

function withoutGaps<T extends object>(map: T) {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

function toDoctor(file: DoctorFile): MonkeyKnobs {
  return {
    kind: "doctor",
    leashed: file.leashed,
    everyMs: parseDurationMs(file.every),
    suspectMs: parseDurationMs(file.suspectFor),
    inspectMs: parseDurationMs(file.inspectFor),
    mostOut: file.maxOut,
    leastInService: file.minInService,
    mostErrorRatio: file.maxErrorRatio,
    leastCalls: file.minCalls,
    mostCpus: file.maxCpus,
    windowMs: parseDurationMs(file.window),
    exceptApps: file.exceptApps,
  };
}
