import { canceled, failed, going, succeeded } from "../outcomes.ts";
import type { StageHandler, StageScope, StageStep, StageWishes } from "../stage_handler.ts";
import { timeWords } from "../../plan/time_words.ts";

/** What was asked, until when, and whose answer did not count. */
export interface ApproveState {
  readonly expiresAtMs: number;
  readonly isAsked: boolean;
  readonly refused?: string;
}

type Answer = NonNullable<StageWishes["answer"]>;

/**
 * Waits for somebody to say yes.
 *
 * The expiry is a time of the wall clock: it does not move when the conductor starts anew. An answer that was taken
 * counts before the expiry, so that a "no" never turns into the "yes" of `otherwise`.
 */
export const approveStage: StageHandler<"approve", ApproveState> = {
  type: "approve",
  begin: ({ startedAtMs, spec }) => ({
    ...{ expiresAtMs: startedAtMs + spec.expiresMs, isAsked: false },
  }),
  advance: (state, scope) => Promise.resolve(advance(state, scope)),
  cancel: (state) => Promise.resolve(canceled(state)),
};

function advance(state: ApproveState, scope: StageScope<"approve">): StageStep<ApproveState> {
  const { answer } = scope.wishes;
  if (answer !== undefined) return take(answer, state, scope);
  if (scope.nowMs >= state.expiresAtMs) return expire(state, scope);
  return ask(state, scope);
}

function take(
  answer: Answer,
  state: ApproveState,
  scope: StageScope<"approve">,
): StageStep<ApproveState> {
  const { roles } = scope.spec;
  const { by, role, approve, note } = answer;
  const took = { took: ["answer"] } as const;
  if (roles.length > 0 && !roles.includes(role ?? "")) {
    const as = role === undefined ? "without a role" : `as ${role}`;
    const refused = `the answer of ${by} ${as} does not count`;
    return { ...ask({ ...state, refused }, scope), ...took };
  }
  const said = `${by}${note === undefined ? "" : `: ${note}`}`;
  if (!approve) return failed(state, `rejected by ${said}`, took);
  const outputs = { approvedBy: by, approved: true };
  return succeeded(state, outputs, { reason: `approved by ${said}`, ...took });
}

function expire(state: ApproveState, { spec }: StageScope<"approve">): StageStep<ApproveState> {
  const late = `nobody answered within ${timeWords(spec.expiresMs)}`;
  if (spec.otherwise === "reject") return failed(state, `${late}, which counts as a no`);
  const outputs = { approvedBy: "nobody", approved: true };
  return succeeded(state, outputs, { reason: `${late}, which counts as a yes` });
}

function ask(state: ApproveState, scope: StageScope<"approve">): StageStep<ApproveState> {
  const { message, roles, otherwise } = scope.spec;
  const { expiresAtMs, isAsked, refused } = state;
  const who = roles.length === 0 ? "" : ` (${roles.join(" or ")})`;
  const reason = `waits for an answer${who}: ${message}${
    refused === undefined ? "" : `; ${refused}`
  }`;
  const data = { message, roles, expiresAtMs, otherwise };
  return going({ ...state, isAsked: true }, {
    ...{ reason, wakeAtMs: expiresAtMs },
    ...(isAsked ? {} : { events: [{ kind: "deploy.approval", data }] }),
  });
}
