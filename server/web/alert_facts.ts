import { type Clock, readFiringAlerts, type Timer } from "@netops/core";
import { answerWithin } from "./answer_within.ts";
import { messageOf } from "./fleet_facts.ts";
import type { AlertState } from "./ops_snapshot.ts";
import type { TelemetryReader } from "./telemetry/telemetry_reader.ts";

/** What reading them works with. */
export interface AlertFactsOptions {
  readonly telemetry: Pick<TelemetryReader, "read">;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** Telemetry that hangs must not hold up the rest of the page. */
const LIMIT_MS = 1_500;
const MOST_SHOWN = 20;

/** Asks telemetry which alerts fire; when it does not answer, `last` is kept and says why. */
export async function readAlertFacts(
  last: AlertState | undefined,
  { telemetry, clock, timer }: AlertFactsOptions,
): Promise<AlertState> {
  try {
    const body = await answerWithin(timer, LIMIT_MS, () => telemetry.read("/api/v1/alerts"));
    const firing = readFiringAlerts(body);
    return { okAtMs: clock.nowMs(), count: firing.length, firing: firing.slice(0, MOST_SHOWN) };
  } catch (thrown) {
    return { ...last ?? NOTHING, error: messageOf(thrown) };
  }
}

const NOTHING: AlertState = { okAtMs: 0, count: 0, firing: [] };
