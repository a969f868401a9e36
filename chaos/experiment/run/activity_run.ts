import { ActivityFailed, noAttribute, PythonError, typeName } from "../python/python_error.ts";
import { substitute } from "../python/template.ts";
import {
  isMap,
  isNumeric,
  isTruthy,
  numberOf,
  type Value,
  type ValueMap,
} from "../python/value.ts";
import type { ActivityCall } from "../providers/call.ts";
import type { DryMode } from "./options.ts";

/** How an activity is carried out. */
export interface ActivityContext {
  readonly call: ActivityCall;
  readonly dry?: DryMode | undefined;
  /** Where the entry of the journal goes when the activity starts. */
  readonly runs?: Value[];
  lookUp(name: string): ValueMap | undefined;
  /** Does the work; what it answers is the output. */
  perform(activity: ValueMap, call: ActivityCall): Promise<Value>;
  readonly onStart?: (entry: ValueMap) => void;
  readonly onEnd?: (entry: ValueMap) => void;
}

/**
 * Carries out one activity with its pauses and answers its entry of the journal: activity, output, start, end,
 * duration (s), status. An entry of one that broke off has no status.
 *
 * @throws {PythonError} and what else is no {@linkcode ActivityFailed}; an unknown `ref` is one.
 */
export async function runActivity(entry: ValueMap, context: ActivityContext): Promise<ValueMap> {
  const activity = resolveRef(entry, context);
  const { call } = context;
  const dry = Object.hasOwn(activity, "dry") ? undefined : context.dry;
  const pauses = pausesOf(activity, call);
  if (!Object.hasOwn(activity, "type")) throw new PythonError("KeyError", "'type'");
  const isDry = dry === "activities" || dry === `${String(activity["type"])}s`;
  if (typeof activity["type"] !== "string") throw noAttribute(activity["type"], "title");
  const isPausing = dry !== "pause" && !isDry;
  if (isTruthy(pauses["before"]) && isPausing) await pause(pauses["before"] ?? null, call);

  const { clock } = call.ports;
  const startedAtMs = clock.monotonicMs();
  const run: ValueMap = { activity: { ...activity }, output: null, start: isoTime(clock.nowMs()) };
  context.runs?.push(run);
  context.onStart?.(run);
  try {
    run["output"] = isDry ? null : await context.perform(activity, call);
    run["status"] = "succeeded";
  } catch (error) {
    if (!(error instanceof ActivityFailed)) throw error;
    run["status"] = "failed";
    run["output"] = error.output;
    run["exception"] = [`chaoslib.exceptions.ActivityFailed: ${error.message}\n`];
  } finally {
    run["end"] = isoTime(clock.nowMs());
    run["duration"] = (clock.monotonicMs() - startedAtMs) / 1000;
    context.onEnd?.(run);
    if (isTruthy(pauses["after"]) && isPausing) await pause(pauses["after"] ?? null, call);
  }
  return run;
}

/** The activity behind a reference. */
export function resolveRef(
  entry: ValueMap,
  { lookUp }: Pick<ActivityContext, "lookUp">,
): ValueMap {
  const ref = entry["ref"];
  if (!isTruthy(ref)) return entry;
  const found = typeof ref === "string" ? lookUp(ref) : undefined;
  if (found !== undefined && isTruthy(found)) return found;
  throw new PythonError("ActivityFailed", `could not find referenced activity '${String(ref)}'`);
}

function pausesOf(activity: ValueMap, call: ActivityCall): ValueMap {
  const given = Object.hasOwn(activity, "pauses") ? activity["pauses"] ?? null : {};
  const pauses = isTruthy(given) ? substitute(given, call.scope) : given;
  if (!isMap(pauses)) throw noAttribute(pauses, "get");
  return pauses;
}

async function pause(seconds: Value, { ports, signal }: ActivityCall): Promise<void> {
  if (!isNumeric(seconds)) {
    const kind = typeName(seconds);
    throw new PythonError("TypeError", `'${kind}' object cannot be interpreted as an integer`);
  }
  const delayMs = numberOf(seconds) * 1000;
  if (delayMs < 0) throw new PythonError("ValueError", "sleep length must be non-negative");
  if (Number.isNaN(delayMs)) {
    throw new PythonError("ValueError", "Invalid value NaN (not a number)");
  }
  await ports.timer.sleep(delayMs, signal);
}

/** A time as Python's `isoformat` in UTC. */
export function isoTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace("Z", "000+00:00");
}
