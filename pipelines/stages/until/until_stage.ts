import { canceled, failed, going, succeeded, waitedMsOf } from "../outcomes.ts";
import { askQuestion } from "../question/ask_question.ts";
import type { StageHandler } from "../stage_handler.ts";
import { timeWords } from "../../plan/time_words.ts";

/** How often it was asked. */
export interface UntilState {
  readonly asked: number;
}

/** Asks again and again until the answer is as it should be, and fails when it never is in time. */
export const untilStage: StageHandler<"until", UntilState> = {
  type: "until",
  begin: () => ({ asked: 0 }),
  advance: async (state, scope) => {
    const { spec, services, nowMs, startedAtMs } = scope;
    const { isSo, said } = await askQuestion(spec.question, services);
    const next = { asked: state.asked + 1 };
    if (isSo) {
      const outputs = { waitedMs: waitedMsOf(scope), asked: next.asked };
      return succeeded(next, outputs, { reason: said });
    }
    const endsAtMs = startedAtMs + spec.untilMs;
    if (nowMs >= endsAtMs) {
      return failed(next, `not so within ${timeWords(spec.untilMs)}: ${said}`);
    }
    const wakeAtMs = Math.min(endsAtMs, nowMs + spec.everyMs);
    return going(next, { reason: `waits: ${said}`, wakeAtMs });
  },
  cancel: (state) => Promise.resolve(canceled(state)),
};
