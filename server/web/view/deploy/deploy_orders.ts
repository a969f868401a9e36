import type { ExecutionView, StageView } from "@netops/core/contracts";
import type { DeployWish } from "../../deploy/deploy_values.ts";
import type { DeployOrder } from "../page_state.ts";
import { shellWord } from "../shell_word.ts";
import { goingOn, isOver } from "./execution_facts.ts";

/** Stages that can be told to go on at once. */
const PROMOTED: ReadonlySet<string> = new Set(["deploy", "canary", "wait"]);

/** An order, and whether it is asked about first: all that may move requests. */
export interface OfferedOrder {
  readonly order: DeployOrder;
  readonly isAsked: boolean;
}

/** What can be told an execution as it stands now, the most likely first; answers are asked for apart. */
export function ordersOf(view: ExecutionView, nowMs: number): readonly OfferedOrder[] {
  if (isOver(view)) return view.verdict === "promoted" ? [goBack(view, nowMs)] : [];
  if (view.isCancelAsked) return [];
  const stages = goingOn(view);
  const isGoingBack = stages.some(({ deploy }) => deploy?.isRollingBack);
  const canPromote = !isGoingBack && stages.some(({ type }) => PROMOTED.has(type));
  const isDeploying = stages.some(({ deploy }) => deploy !== undefined);
  return [
    ...(canPromote ? [promote(view, isDeploying), promoteFull(view)] : []),
    view.isPauseAsked ? resume(view) : pause(view),
    ...(isGoingBack ? [] : [rollback(view)]),
    abort(view),
  ];
}

/** The answers to a stage that waits for one. */
export function answerOrders(
  { id, app }: ExecutionView,
  { name }: StageView,
  { role, note }: { readonly role: string; readonly note: string },
): { readonly approve: DeployOrder; readonly reject: DeployOrder } {
  const more = [
    `--stage ${shellWord(name)}`,
    ...(role === "" ? [] : [`--role ${shellWord(role)}`]),
    ...(note === "" ? [] : [`--note ${shellWord(note)}`]),
  ].join(" ");
  const own = {
    ...{ deploy: id, stage: name },
    ...(role === "" ? {} : { role }),
    ...(note === "" ? {} : { note }),
  };
  return {
    approve: {
      ...{ verb: "deploy", title: `Approve ${name} of ${app}?`, label: "Approve" },
      means: "The stages that wait for it begin.",
      command: `netops deploy approve ${id} ${more}`,
      done: `Asked to approve ${name} of ${id}`,
      action: { verb: "approve", ...own },
    },
    reject: {
      ...{ verb: "deploy", title: `Reject ${name} of ${app}?`, label: "Reject" },
      means: "The stages that wait for it do not begin.",
      command: `netops deploy approve ${id} --reject ${more}`,
      done: `Asked to reject ${name} of ${id}`,
      action: { verb: "reject", ...own },
    },
  };
}

function promote(view: ExecutionView, isDeploying: boolean): OfferedOrder {
  const where = isDeploying ? "to the next share" : "past its wait";
  return asked(view, "promote", {
    ...{ title: `Promote ${view.app} ${where} now?`, label: "Promote" },
    means: "It is not watched to the end where it is now.",
    command: `netops deploy promote ${view.id}`,
    done: `Asked to promote ${view.id} of ${view.app} ${where}`,
  });
}

function promoteFull(view: ExecutionView): OfferedOrder {
  return asked(view, "promote-full", {
    ...{ title: `Promote ${view.app} to all requests?`, label: "Promote fully" },
    means: "All requests go to the new version, without another look of the judge.",
    command: `netops deploy promote ${view.id} --full`,
    done: `Asked to promote ${view.id} of ${view.app} to all requests, without another look`,
  });
}

function rollback(view: ExecutionView): OfferedOrder {
  return asked(view, "rollback", {
    ...{ title: `Roll back ${view.app}?`, label: "Roll back" },
    means: "All requests go back to what served before, and the deploy ends.",
    command: `netops deploy rollback ${shellWord(view.app)}`,
    done: `Asked to end ${view.id} of ${view.app} with a rollback`,
  });
}

function abort(view: ExecutionView): OfferedOrder {
  return asked(view, "abort", {
    ...{ title: `Abort the deploy of ${view.app}?`, label: "Abort" },
    means: "It ends, and what it did is taken back.",
    command: `netops deploy abort ${view.id}`,
    done: `Asked to abort ${view.id} of ${view.app}`,
  });
}

function pause(view: ExecutionView): OfferedOrder {
  const order = asked(view, "pause", {
    ...{ title: `Pause ${view.app}?`, label: "Pause", means: "Shares stay as they are." },
    command: `netops deploy pause ${view.id}`,
    done: `Asked to pause ${view.id} of ${view.app}: shares stay as they are`,
  });
  return { ...order, isAsked: false };
}

function resume(view: ExecutionView): OfferedOrder {
  const order = asked(view, "resume", {
    ...{ title: `Resume ${view.app}?`, label: "Resume", means: "It goes on from where it was." },
    command: `netops deploy resume ${view.id}`,
    done: `Asked to resume ${view.id} of ${view.app}`,
  });
  return { ...order, isAsked: false };
}

/** One question is one rollback, however often its yes is sent. */
function goBack({ id, app, from }: ExecutionView, nowMs: number): OfferedOrder {
  return {
    isAsked: true,
    order: {
      ...{ verb: "deploy", title: `Roll back ${app}?`, label: "Roll back" },
      means: `All requests go back to what served before${from === undefined ? "" : `: ${from}`}.`,
      command: `netops deploy rollback ${shellWord(app)}`,
      done: `${app} goes back`,
      action: { verb: "go-back", app, key: `ops-page-${id}-${Math.floor(nowMs)}` },
    },
  };
}

function asked(
  { id }: ExecutionView,
  verb: DeployWish,
  words: Omit<DeployOrder, "verb" | "action">,
): OfferedOrder {
  return { isAsked: true, order: { verb: "deploy", ...words, action: { verb, deploy: id } } };
}
