import type { Clock, Timer } from "@netops/core";
import type {
  BootDocument,
  PsDocument,
  RouteSnapshot,
  StatusDocument,
} from "@netops/core/contracts";
import { answerWithin } from "./answer_within.ts";
import type { FleetReader } from "./fleet_reader.ts";
import type { SourceState } from "./ops_snapshot.ts";

/** What fleet said last, and whether it still answers. */
export interface FleetFacts {
  readonly source: SourceState;
  readonly status?: StatusDocument;
  readonly ps?: PsDocument;
  readonly boot?: BootDocument;
  readonly routes?: RouteSnapshot;
}

const LIMIT_MS = 2_000;

/**
 * Asks fleet for everything but events. When it does not answer, `last` is kept as it is and the
 * source says why, so that old facts never look fresh.
 */
export async function readFleetFacts(
  last: FleetFacts,
  options: { readonly fleet: FleetReader; readonly clock: Clock; readonly timer: Timer },
): Promise<FleetFacts> {
  const { fleet, clock, timer } = options;
  try {
    const [status, ps, boot, routes] = await answerWithin(timer, LIMIT_MS, (signal) =>
      Promise.all([
        fleet.status(signal),
        fleet.instances(signal),
        fleet.boot(signal),
        fleet.routes(),
      ]));
    return { source: { okAtMs: clock.nowMs() }, status, ps, boot, routes };
  } catch (thrown) {
    return { ...last, source: { okAtMs: last.source.okAtMs, error: messageOf(thrown) } };
  }
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
