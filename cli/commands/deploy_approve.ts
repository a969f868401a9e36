import { NetopsError, type Timer } from "@netops/core";
import type { ExecutionView, StageView } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { goingOn } from "../deploy/execution_facts.ts";
import { findRunning } from "../deploy/find_execution.ts";
import { sendWish } from "../deploy/send_wish.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { APPROVE_OPTIONS } from "../tree/deploy_run_commands.ts";

/** Answers a stage that waits for somebody. */
export async function run(
  { args: { deploy = "" }, options }: ParsedCommand<typeof APPROVE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const api = ConductorApi.of(context);
  const view = await findRunning(api, deploy);
  const before = stageToAnswer(view, options.stage);
  const { name: stage } = before;
  const { reject, role, note, dryRun } = options;
  return await sendWish(
    {
      ...{ view, dryRun, words: `${reject ? "reject" : "approve"} ${stage} of ${view.id}` },
      check: () => refuseUncounted(before, view.id, { api, timer: context.host.timer }),
      wish: {
        ...{ wish: "answer", by: whoAsks(context.env), stage, approve: !reject },
        ...(role === undefined ? {} : { role }),
        ...(note === undefined ? {} : { note }),
      },
    },
    api,
    context,
  );
}

const LOOK_MS = 100;
/** The conductor looks at a stage that was answered at once. */
const MOST_LOOKS = 30;

/**
 * Waits until an answer is taken.
 *
 * @throws {NetopsError} REFUSED when it does not count, as that of a wrong role
 */
export async function refuseUncounted(
  before: StageView,
  id: string,
  { api, timer }: { readonly api: Pick<ConductorApi, "execution">; readonly timer: Timer },
): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const view = await api.execution(id);
    const stage = goingOn(view).find(({ name }) => name === before.name);
    if (stage === undefined) return;
    if (stage.reason !== before.reason) {
      throw new NetopsError("REFUSED", `Stage ${before.name} of ${id} ${stage.reason ?? "waits"}`, {
        fix: `netops deploy approve ${id} --role ROLE`,
      });
    }
    await timer.sleep(LOOK_MS);
  }
}

/** The stage that is meant, by name or because no other waits. @throws {NetopsError} */
export function stageToAnswer(view: ExecutionView, name: string | undefined): StageView {
  const waiting = goingOn(view).filter(({ type }) => type === "approve");
  const names = waiting.map((stage) => stage.name);
  const found = name === undefined ? waiting : waiting.filter((stage) => stage.name === name);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new NetopsError("USAGE", `Several stages of ${view.id} wait: ${names.join(", ")}`, {
      fix: `--stage ${only.name}`,
    });
  }
  const which = name === undefined ? "No stage" : `No stage "${name}"`;
  throw new NetopsError("NOT_FOUND", `${which} of ${view.id} waits for an answer`, {
    fix: names.length > 0 ? `--stage ${names[0]}` : `netops deploy status ${view.id}`,
  });
}
