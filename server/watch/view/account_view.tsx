/** @jsxImportSource preact */
import type { LiveSession, Plan } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { Actions } from "./actions.ts";
import { FailureBox } from "./failure_box.tsx";
import { formatAgo, formatClock, formatDay, formatPrice } from "./format.ts";
import type { PageProps } from "./page_props.ts";
import type { PageState } from "./page_state.ts";
import { planFacts, planName, planPrice, planQuestion } from "./plan_words.ts";

/** What has to be typed before an account is erased. */
export const ERASE_WORD = "erase";

const STATUS_WORDS: Readonly<Record<string, string>> = {
  active: "Active",
  past_due: "Payment is due",
  canceled: "Canceled",
  expired: "Ended",
};

/** Plan, live streams, and what is kept about the account. */
export function AccountView({ state, act }: PageProps): VNode {
  return (
    <div class="account">
      <h1>Account</h1>
      {state.email !== "" && <p class="lead">{state.email}</p>}
      {state.form.failure !== undefined && <FailureBox failure={state.form.failure} />}
      <PlanSection state={state} act={act} />
      <InvoicesSection state={state} act={act} />
      <StreamsSection state={state} act={act} />
      <DataSection state={state} act={act} />
    </div>
  );
}

function PlanSection({ state, act }: PageProps): VNode {
  const { subscription, plans } = state.loads;
  const failure = subscription.failure ?? plans.failure;
  return (
    <section class="panel" aria-labelledby="plan">
      <h2 id="plan">Plan</h2>
      {failure !== undefined && <FailureBox failure={failure} onRetry={() => act.reload()} />}
      {subscription.value !== undefined && <p>{subscriptionText(state)}</p>}
      <ul class="plan-list">
        {(plans.value ?? []).map((plan) => (
          <PlanItem
            key={plan.plan}
            plan={plan}
            isCurrent={plan.plan === subscription.value?.plan &&
              subscription.value.status === "active"}
            question={state.question?.about === "plan" && state.question.plan === plan.plan
              ? planQuestion(plan, subscription.value, state.nowMs)
              : undefined}
            isBusy={state.form.isBusy}
            act={act}
          />
        ))}
      </ul>
    </section>
  );
}

function subscriptionText(state: PageState): string {
  const { value } = state.loads.subscription;
  if (value === undefined) return "";
  const status = STATUS_WORDS[value.status] ?? value.status;
  const verb = value.status === "expired" ? "was paid until" : "paid until";
  return `${status}, ${verb} ${formatDay(value.paidUntilMs)}`;
}

interface PlanItemProps {
  readonly plan: Plan;
  readonly isCurrent: boolean;
  /** What taking it costs, once it is asked. */
  readonly question: string | undefined;
  readonly isBusy: boolean;
  readonly act: Actions;
}

function PlanItem({ plan, isCurrent, question, isBusy, act }: PlanItemProps): VNode {
  const name = planName(plan.plan);
  return (
    <li class={`plan${isCurrent ? " current" : ""}`}>
      <span class="plan-name">{name}</span>
      <span class="plan-facts">{planFacts(plan)}</span>
      <span class="plan-price">{planPrice(plan)}</span>
      {isCurrent && <span class="tag">Your plan</span>}
      {!isCurrent && question === undefined && (
        <button
          type="button"
          class="button small"
          aria-label={`Take it: ${name}`}
          onClick={() => act.ask({ about: "plan", plan: plan.plan })}
        >
          Take it
        </button>
      )}
      {!isCurrent && question !== undefined && (
        <div class="question" role="group" aria-label={`Take ${name}?`}>
          <p>{question}</p>
          <p class="buttons">
            <button
              type="button"
              class="button small primary"
              data-autofocus
              aria-disabled={isBusy}
              onClick={() =>
                act.takePlan(plan.plan)}
            >
              Take {name}
            </button>
            <button
              type="button"
              class="button small"
              onClick={() =>
                act.ask(undefined)}
            >
              Keep my plan
            </button>
          </p>
        </div>
      )}
    </li>
  );
}

/** What was paid; nothing is shown while billing does not answer, as the plan above says so. */
function InvoicesSection({ state }: PageProps): VNode | null {
  const invoices = state.loads.invoices.value ?? [];
  if (invoices.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="invoices">
      <h2 id="invoices">Invoices</h2>
      <ul class="invoices">
        {invoices.map((invoice) => (
          <li key={invoice.number}>
            <div>
              <strong>{planName(invoice.plan)}</strong>
              <p class="soft">
                {formatDay(invoice.fromMs)} to {formatDay(invoice.untilMs)}
              </p>
            </div>
            <code>{invoice.number}</code>
            <span>{formatPrice(invoice)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function StreamsSection({ state, act }: PageProps): VNode {
  const { streams } = state.loads;
  return (
    <section class="panel" aria-labelledby="streams">
      <h2 id="streams">Playing now</h2>
      {streams.failure !== undefined && (
        <FailureBox
          failure={streams.failure}
          onRetry={() => act.reload()}
        />
      )}
      {streams.value?.length === 0 && <p class="soft">Nothing plays on this account.</p>}
      <ul class="streams">
        {(streams.value ?? []).map((stream) => (
          <StreamItem
            key={stream.sessionId}
            stream={stream}
            state={state}
            onEnd={() => act.endStream(stream.sessionId)}
          />
        ))}
      </ul>
    </section>
  );
}

interface StreamItemProps {
  readonly stream: LiveSession;
  readonly state: PageState;
  readonly onEnd: () => void;
}

function StreamItem({ stream, state, onEnd }: StreamItemProps): VNode {
  const profile = state.loads.profiles.value?.find(({ id }) => id === stream.profileId)?.name;
  const facts = [
    profile,
    `at ${formatClock(stream.positionMs)}`,
    `seen ${formatAgo(state.nowMs - stream.seenAtMs)}`,
  ];
  return (
    <li>
      <div>
        <strong>{stream.title}</strong>
        <p class="soft">{facts.filter((fact) => fact !== undefined).join(", ")}</p>
      </div>
      <button
        type="button"
        class="button small"
        aria-label={`End it: ${stream.title}`}
        onClick={onEnd}
      >
        End it
      </button>
    </li>
  );
}

function DataSection({ state, act }: PageProps): VNode {
  return (
    <section class="panel" aria-labelledby="data">
      <h2 id="data">Your data</h2>
      <p class="soft">
        Everything that is kept about this account: profiles, plan, what was watched and when.
      </p>
      <p class="buttons">
        <button type="button" class="button" onClick={() => act.exportData()}>
          Export my data
        </button>
        {state.question?.about !== "erase" && (
          <button
            type="button"
            class="button danger"
            onClick={() => act.ask({ about: "erase" })}
          >
            Erase my data
          </button>
        )}
      </p>
      {state.question?.about === "erase" && <EraseForm state={state} act={act} />}
    </section>
  );
}

function EraseForm({ state, act }: PageProps): VNode {
  return (
    <form
      class="erase"
      onSubmit={(event) => {
        event.preventDefault();
        act.erase(new FormData(event.currentTarget));
      }}
    >
      <label>
        <span>
          This ends the account for good. Type <strong>{ERASE_WORD}</strong> to confirm.
        </span>
        <input
          name="word"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          pattern={ERASE_WORD}
          title={`Type ${ERASE_WORD}`}
          required
          data-autofocus
        />
      </label>
      <p class="buttons">
        <button type="submit" class="button danger" aria-disabled={state.form.isBusy}>
          Erase account
        </button>
        <button type="button" class="button" onClick={() => act.ask(undefined)}>Keep it</button>
      </p>
    </form>
  );
}
