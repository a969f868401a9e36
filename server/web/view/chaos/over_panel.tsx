/** @jsxImportSource preact */
import type { FaultView } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { ChaosLists } from "../../chaos/chaos_values.ts";
import { formatClock } from "../format.ts";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import type { ChaosProps } from "./chaos_props.ts";
import { faultVerdict, lastedWords, targetsWords } from "./chaos_words.ts";
import { FaultName, Owner } from "./faults_panel.tsx";

/** Faults that are over, and why each ended. */
export function OverPanel({ state }: ChaosProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "chaos" });
  const lists = answer?.ok === true ? answer.value : undefined;
  return (
    <Panel
      id="over"
      title="Faults that are over"
      note={lists === undefined || lists.overTotal === 0
        ? ""
        : `${countText(lists)} since the guardian began`}
    >
      {lists === undefined
        ? <NoData answer={answer} what="faults" who="The guardian" />
        : lists.over.length === 0
        ? <p class="empty">None since the guardian began.</p>
        : <OverTable faults={lists.over} />}
    </Panel>
  );
}

function countText({ over, overTotal }: ChaosLists): string {
  return over.length === overTotal
    ? String(overTotal)
    : `the newest ${over.length} of ${overTotal}`;
}

const COLUMNS = ["State", "Fault", "Targets", "Ended", "Lasted", "Why", "Hits", "Owner"];

function OverTable({ faults }: { readonly faults: readonly FaultView[] }): VNode {
  return (
    <table class="cards" role="table">
      <caption class="sr-only">Faults that are over, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((name) => (
            <th key={name} role="columnheader" scope="col" class={name === "Hits" ? "num" : ""}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {faults.map((fault) => <OverRow key={fault.id} fault={fault} />)}
      </tbody>
    </table>
  );
}

function OverRow({ fault }: { readonly fault: FaultView }): VNode {
  const { targets, endedAtMs = 0, startedAtMs, endReason = "–", hits, experimentId } = fault;
  return (
    <tr role="row">
      <td role="cell" class="card-first">
        <StatusMark verdict={faultVerdict(fault)} />
      </td>
      <th role="rowheader" scope="row" class="card-title">
        <FaultName fault={fault} />
      </th>
      <td role="cell" data-label="Targets" class="break">{plainText(targetsWords(targets))}</td>
      <td role="cell" data-label="Ended">{formatClock(endedAtMs)}</td>
      <td role="cell" data-label="Lasted">{lastedWords(endedAtMs - startedAtMs)}</td>
      <td role="cell" data-label="Why" class="break">{plainText(endReason)}</td>
      <td role="cell" data-label="Hits" class="num">{hits ?? "–"}</td>
      <td role="cell" data-label="Owner">
        <Owner id={experimentId} />
      </td>
    </tr>
  );
}
