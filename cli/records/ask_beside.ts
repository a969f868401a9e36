import type { CommandContext, LiveRun } from "../command_context.ts";
import { httpOf } from "../command_context.ts";
import { RecordsApi } from "./records_api.ts";

/** What is told beside something else does not hold that up for longer. */
const WITHIN_MS = 500;

/** What telemetry says within half a second; undefined when it is away or slow, and nobody knows. */
export async function askBeside<T>(
  { run }: LiveRun,
  context: CommandContext,
  ask: (records: RecordsApi, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { metrics } = run.urls;
  if (metrics === undefined) return undefined;
  const late = new AbortController();
  const cancel = context.host.timer.after(WITHIN_MS, () => late.abort());
  try {
    const signal = AbortSignal.any([late.signal, context.stop.signal]);
    return await ask(new RecordsApi(metrics, httpOf(context)), signal);
  } catch {
    // What was asked for is something else.
    return undefined;
  } finally {
    cancel();
  }
}
