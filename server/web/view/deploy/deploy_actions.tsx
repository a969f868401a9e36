/** @jsxImportSource preact */
import type { StageView } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { DeployOrder } from "../page_state.ts";
import { Command } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { answerOrders, type OfferedOrder, ordersOf } from "./deploy_orders.ts";
import type { OneDeployProps } from "./deploy_props.ts";
import { goingOn } from "./execution_facts.ts";

/** What can be done about a deploy now: buttons for who may, the commands for all others. */
export function DeployActions(props: OneDeployProps): VNode | null {
  const { view, state, send } = props;
  const orders = ordersOf(view, state.snapshot.atMs);
  const waiting = goingOn(view).filter(({ type }) => type === "approve");
  if (orders.length === 0 && waiting.length === 0) return null;
  return (
    <div class="deploy-actions">
      {waiting.map((stage) => <Answer key={stage.name} {...props} stage={stage} />)}
      {state.canAct
        ? (
          <p class="buttons js-only" role="group" aria-label="Actions">
            {orders.map((one) => (
              <button
                key={one.order.label}
                type="button"
                aria-disabled={state.isDeployBusy === true}
                onClick={() => give(one, props)}
              >
                {one.order.label}
              </button>
            ))}
          </p>
        )
        : (
          <ul class="hints">
            {orders.map(({ order: { command } }) => (
              <li key={command}>
                <Command text={command} copied={state.copied} send={send} />
              </li>
            ))}
          </ul>
        )}
    </div>
  );
}

function give({ order, isAsked }: OfferedOrder, { state, send }: OneDeployProps): void {
  if (state.isDeployBusy === true) return;
  send(isAsked ? { type: "ask", action: order } : { type: "order", order });
}

/** A question that somebody is to answer, in a role where the pipeline wants one. */
function Answer(props: OneDeployProps & { readonly stage: StageView }): VNode {
  const { view, stage, state, send } = props;
  const question = <p class="question">{plainText(stage.reason ?? "Go on?")}</p>;
  if (!state.canAct) {
    const { approve } = answerOrders(view, stage, { role: "", note: "" });
    return (
      <div class="answer">
        {question}
        <Command text={approve.command} copied={state.copied} send={send} />
      </div>
    );
  }
  const ask = (form: HTMLFormElement | null, which: "approve" | "reject") => {
    if (form === null || state.isDeployBusy === true) return;
    const order: DeployOrder = answerOrders(view, stage, wordsOf(form))[which];
    send({ type: "ask", action: order });
  };
  return (
    <form
      class="answer inject js-only"
      aria-label={`Answer ${stage.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        ask(event.currentTarget, "approve");
      }}
    >
      {question}
      <label>
        in the role of
        <input name="role" maxLength={200} placeholder="where one is asked for" />
      </label>
      <label class="grow">
        note
        <input name="note" maxLength={500} placeholder="what to remember of it" />
      </label>
      <button type="submit" class="strong" aria-disabled={state.isDeployBusy === true}>
        Approve
      </button>
      <button
        type="button"
        aria-disabled={state.isDeployBusy === true}
        onClick={(event) => ask(event.currentTarget.form, "reject")}
      >
        Reject
      </button>
    </form>
  );
}

function wordsOf(form: HTMLFormElement): { readonly role: string; readonly note: string } {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  return { role: text("role"), note: text("note") };
}
