import { canceled, failed, going, succeeded, waitedMsOf } from "../outcomes.ts";
import type { StageHandler } from "../stage_handler.ts";
import { timeWords } from "../../plan/time_words.ts";

/** A wait is told by its start alone. */
export type WaitState = Readonly<Record<string, never>>;

/** Waits for a time by the wall clock, so that it is over in time also when nobody looked meanwhile. */
export const waitStage: StageHandler<"wait", WaitState> = {
  type: "wait",
  begin: () => ({}),
  advance: (state, scope) => {
    const { spec, nowMs, wishes } = scope;
    const endsAtMs = scope.startedAtMs + spec.durationMs;
    if (wishes.rollback === true) {
      return Promise.resolve(failed(state, "ended by a rollback", { took: ["rollback"] }));
    }
    if (wishes.promote !== undefined) {
      const reason = `skipped by a promote, ${
        timeWords(Math.ceil((endsAtMs - nowMs) / 1_000) * 1_000)
      } early`;
      return Promise.resolve(
        succeeded(state, { waitedMs: waitedMsOf(scope) }, { reason, took: ["promote"] }),
      );
    }
    if (nowMs >= endsAtMs) {
      return Promise.resolve(succeeded(state, { waitedMs: waitedMsOf(scope) }));
    }
    const reason = `waits ${timeWords(spec.durationMs)}; netops deploy promote ends it`;
    return Promise.resolve(going(state, { reason, wakeAtMs: endsAtMs }));
  },
  cancel: (state) => Promise.resolve(canceled(state)),
};
