/** @jsxImportSource preact */
import type { FaultDocument, FaultKindView, FaultTarget } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { InjectPlan } from "../page_state.ts";
import { Command } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import type { ChaosProps } from "./chaos_props.ts";
import { chaosCommand, countOf, lastedWords } from "./chaos_words.ts";

/** What a dry run said: who would be hit, who is spared and why; then the button that does it. */
export function PlanResult(
  { kind, state, send }: ChaosProps & { readonly kind: FaultKindView },
): VNode {
  const { plan } = state;
  const isOwn = plan?.wish.kind === kind.kind;
  return (
    <div class="plan" aria-live="polite">
      {!isOwn || plan === undefined
        ? null
        : plan.isAsking
        ? <p>Looking who would be hit…</p>
        : plan.document === undefined
        ? <Refused plan={plan} />
        : <Planned plan={plan} document={plan.document} state={state} send={send} />}
    </div>
  );
}

function Refused({ plan }: { readonly plan: InjectPlan }): VNode {
  return (
    <p class="warning" role="alert">
      <strong>This would be refused.</strong> {plainText(plan.error ?? "")}
    </p>
  );
}

function Planned(
  { plan, document, state, send }: ChaosProps & {
    readonly plan: InjectPlan;
    readonly document: FaultDocument;
  },
): VNode {
  const { targets, spared = [], seed } = document;
  // The same seed draws the same ones again.
  const action = { verb: "inject", wish: { ...plan.wish, seed } } as const;
  const isBusy = state.chaosBusy === "inject";
  return (
    <>
      <h3>
        {countOf(targets.length, "instance")} would be hit for {lastedWords(plan.wish.durationMs)}
      </h3>
      <ul class="plan-list">
        {targets.map((target) => (
          <li key={target.instance}>
            <StatusMark verdict={{ tone: "warn", word: "hit" }} /> <Named target={target} />
          </li>
        ))}
        {spared.map((target) => (
          <li key={target.instance}>
            <StatusMark verdict={{ tone: "off", word: "spared" }} /> <Named target={target} />
            <span class="soft">{plainText(target.reason)}</span>
          </li>
        ))}
      </ul>
      <p class="plan-act">
        <button
          type="button"
          class="danger"
          disabled={isBusy}
          onClick={() => send({ type: "act", action })}
        >
          {isBusy ? "Injecting…" : `Inject ${plan.wish.kind} now`}
        </button>
        <Command text={chaosCommand(action)} copied={state.copied} send={send} />
      </p>
    </>
  );
}

function Named({ target }: { readonly target: FaultTarget }): VNode {
  return (
    <span class="id">
      {plainText(target.instance)}
      {target.zone === "-" ? "" : ` (${plainText(target.zone)})`}
    </span>
  );
}
