import type { Clock, Timer } from "@netops/core";
import type { FaultView } from "@netops/core/contracts";
import type { Injected, InjectRequest, NativeActions, UndoOutcome } from "../experiment/mod.ts";
import { EXPERIMENT_ENDED_IT, type GuardianClient } from "./guardian_client.ts";

/** What actions work with. */
export interface GuardianActionsOptions {
  readonly guardian: GuardianClient;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** An undo is waited for so long; what takes longer counts as not seen. */
const UNDO_LIMIT_MS = 35_000;
const LOOK_MS = 50;

/** Actions of experiments as faults that the guardian owns and the experiment renews. */
export class GuardianActions implements NativeActions {
  readonly #options: GuardianActionsOptions;

  /** Acts through a guardian. */
  constructor(options: GuardianActionsOptions) {
    this.#options = options;
  }

  async inject(request: InjectRequest): Promise<Injected> {
    const { fault, target, durationMs, count, percent, seed, experimentId, cohort } = request;
    const parameters = cohort === undefined
      ? request.parameters
      : { ...request.parameters, cohort };
    const { id, targets, expiresAtMs } = await this.#options.guardian.inject({
      ...{ kind: fault, target, durationMs, parameters, seed, experimentId },
      ...(count === undefined ? {} : { count }),
      ...(percent === undefined ? {} : { percent }),
    });
    return { id, targets: targets.map(({ instance }) => instance), expiresAtMs };
  }

  async stop(id: string): Promise<UndoOutcome> {
    const { guardian, clock, timer } = this.#options;
    await guardian.stop({ ids: [id] });
    const endMs = clock.monotonicMs() + UNDO_LIMIT_MS;
    for (;;) {
      const fault = await guardian.get(id);
      const outcome = fault === undefined ? FORGOTTEN : outcomeOf(fault);
      if (outcome !== undefined) return outcome;
      if (clock.monotonicMs() >= endMs) return { undone: false, reason: "the undo was not seen" };
      await timer.sleep(LOOK_MS);
    }
  }
}

/** A guardian that was restarted undid everything before it answered, and forgot what is over. */
const FORGOTTEN: UndoOutcome = {
  undone: true,
  cutShortBy: "the guardian was restarted, and ended it at a time that nobody knows",
};

const DONE = "done";
/** How faults end that nobody from outside ended. */
const OWN_ENDS = [EXPERIMENT_ENDED_IT, "its time is over", DONE, "no target holds it any more"];

function outcomeOf(fault: FaultView): UndoOutcome | undefined {
  const { state, endedAtMs, endReason, isUntouched, left = [] } = fault;
  const ended = {
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(endReason === undefined || OWN_ENDS.includes(endReason) ? {} : { cutShortBy: endReason }),
    ...(endReason === DONE ? { isMomentary: true as const } : {}),
    ...(isUntouched === undefined ? {} : { isUntouched }),
  };
  if (state === "undone" || state === "not-injected") return { undone: true, ...ended };
  if (state !== "undo-failed") return undefined;
  const reason = left.map(({ what, where }) => `${where}: ${what}`).join("; ");
  return { undone: false, reason, ...ended };
}
