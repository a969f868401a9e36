import type { CommandContext, LiveRun } from "../command_context.ts";
import { httpOf } from "../command_context.ts";
import { type ClocksDocument, RecordsApi } from "./records_api.ts";

/** Clocks are told beside something else, which does not wait for them longer. */
const WITHIN_MS = 500;

/** How well clocks agree, if telemetry says so within half a second. */
export async function readClocks(
  { run }: LiveRun,
  context: CommandContext,
): Promise<ClocksDocument | undefined> {
  const { metrics } = run.urls;
  if (metrics === undefined) return undefined;
  const late = new AbortController();
  const cancel = context.host.timer.after(WITHIN_MS, () => late.abort());
  try {
    const signal = AbortSignal.any([late.signal, context.stop.signal]);
    return await new RecordsApi(metrics, httpOf(context)).clocks(signal);
  } catch {
    // Telemetry is away or slow: nobody knows, and what was asked for is something else.
    return undefined;
  } finally {
    cancel();
  }
}
