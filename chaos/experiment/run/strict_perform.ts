import { parseDurationMs } from "@netops/core";
import { ActivityFailed, PythonError } from "../python/python_error.ts";
import { isMap, isNumeric, numberOf, type Value, type ValueMap } from "../python/value.ts";
import { textOf } from "../python/text.ts";
import { isWithin } from "../hypothesis/tolerance.ts";
import type { ActivityCall } from "../providers/call.ts";
import { runProvider } from "../providers/run_provider.ts";
import { type NativeWorld, runNative } from "./native_activity.ts";
import { short } from "./unmet_words.ts";

const DEFAULT_WAIT_MS = 30_000;
const DEFAULT_EVERY_MS = 250;
const LOWEST_BAD_STATUS = 400;

/**
 * Carries out an activity strictly: `timeout` ends it, `wait-until` repeats it, an action whose program exits
 * with another code than 0 or whose answer has status 400 or above has failed, and nothing breaks the run.
 *
 * @throws {ActivityFailed}, {@linkcode FaultRefused} and interruptions alone.
 */
export async function performStrictly(
  activity: ValueMap,
  call: ActivityCall,
  world: NativeWorld,
): Promise<Value> {
  try {
    return await within(activity, call, async (bounded) => {
      const wait = activity["wait-until"];
      return isMap(wait)
        ? await waitUntil(activity, wait, { call: bounded, world })
        : judge(activity, await once(activity, bounded, world));
    });
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw new ActivityFailed(`${error.kind}: ${error.message}`);
  }
}

function once(activity: ValueMap, call: ActivityCall, world: NativeWorld): Promise<Value> {
  const { provider } = activity;
  const isNative = isMap(provider) && provider["type"] === "netops";
  return isNative ? runNative(activity, call, world) : runProvider(activity, call);
}

/** Bounds an activity by its `timeout` in seconds. */
async function within(
  activity: ValueMap,
  call: ActivityCall,
  work: (call: ActivityCall) => Promise<Value>,
): Promise<Value> {
  const { timeout } = activity;
  if (!isNumeric(timeout)) return await work(call);
  const expiry = new AbortController();
  const seconds = numberOf(timeout);
  const late = new ActivityFailed(`activity took longer than its timeout of ${seconds} s`);
  const cancel = call.ports.timer.after(seconds * 1000, () => expiry.abort(late));
  try {
    return await work({ ...call, signal: AbortSignal.any([call.signal, expiry.signal]) });
  } finally {
    cancel();
  }
}

function judge(activity: ValueMap, output: Value): Value {
  const { provider, type } = activity;
  if (type !== "action" || !isMap(provider) || !isMap(output)) return output;
  const { status } = output;
  if (provider["type"] === "process" && status !== 0) {
    const last = textOf(output["stderr"] ?? "").trim().split("\n").at(-1) ?? "";
    const said = last === "" ? "" : ` and said: ${short(last)}`;
    throw new ActivityFailed(`the program ended with ${textOf(status ?? null)}${said}`, output);
  }
  if (provider["type"] === "http" && Number(status) >= LOWEST_BAD_STATUS) {
    throw new ActivityFailed(`the answer had status ${textOf(status ?? null)}`, output);
  }
  return output;
}

/** Repeats a probe until what it sees is within a tolerance; one that fails is tried again too. */
async function waitUntil(
  activity: ValueMap,
  wait: ValueMap,
  { call, world }: { call: ActivityCall; world: NativeWorld },
): Promise<Value> {
  const { clock, timer } = call.ports;
  const waitMs = durationOr(wait["timeout"], DEFAULT_WAIT_MS);
  const everyMs = durationOr(wait["every"], DEFAULT_EVERY_MS);
  const endMs = clock.monotonicMs() + waitMs;
  for (;;) {
    const seen = await attempt(activity, wait, { call, world });
    if (seen.isMet) return seen.output;
    if (clock.monotonicMs() + everyMs > endMs) {
      throw new ActivityFailed(`not met within ${waitMs} ms: ${seen.reason}`, seen.output);
    }
    await timer.sleep(everyMs, call.signal);
  }
}

async function attempt(
  activity: ValueMap,
  wait: ValueMap,
  { call, world }: { call: ActivityCall; world: NativeWorld },
): Promise<{ isMet: boolean; output: Value; reason: string }> {
  try {
    const output = await once(activity, call, world);
    const isMet = await isWithin(wait["tolerance"], output, call);
    return { isMet, output, reason: `last seen ${textOf(output).slice(0, 200)}` };
  } catch (error) {
    if (!(error instanceof ActivityFailed)) throw error;
    call.signal.throwIfAborted();
    return { isMet: false, output: null, reason: error.message };
  }
}

function durationOr(value: Value | undefined, otherwiseMs: number): number {
  return typeof value === "string" ? parseDurationMs(value) : otherwiseMs;
}
