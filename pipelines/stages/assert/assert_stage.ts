import { compareValues } from "../compare_values.ts";
import { canceled, failed, succeeded } from "../outcomes.ts";
import { askQuestion } from "../question/ask_question.ts";
import type { StageHandler } from "../stage_handler.ts";

/** An assertion has nothing to remember. */
export type AssertState = Readonly<Record<string, never>>;

/** Fails unless everything it says is so now. What cannot be known is not so. */
export const assertStage: StageHandler<"assert", AssertState> = {
  type: "assert",
  begin: () => ({}),
  advance: async (state, { spec, services }) => {
    const { that, questions } = spec;
    const results = that.map(compareValues);
    const answers = await Promise.all(questions.map((one) => askQuestion(one, services)));
    const wrong = [
      ...results.flatMap(({ holds, said }) => holds ? [] : [said]),
      ...answers.flatMap(({ isSo, said }) => isSo ? [] : [said]),
    ];
    const checked = results.length + answers.length;
    if (checked === 0) {
      return failed(state, "says nothing that could be checked; add that or questions");
    }
    if (wrong.length > 0) return failed(state, `not so: ${wrong.join("; ")}`);
    return succeeded(state, { checked });
  },
  cancel: (state) => Promise.resolve(canceled(state)),
};
