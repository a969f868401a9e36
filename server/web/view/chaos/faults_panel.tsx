/** @jsxImportSource preact */
import type { FaultView } from "@netops/core/contracts";
import type { VNode } from "preact";
import { formatAge, formatClock } from "../format.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import { faultTracesUrl, runUrl } from "../view_url.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { endsInWords, faultVerdict, parameterWords, targetsWords } from "./chaos_words.ts";

/** Faults that are at work, with a countdown; what could not be undone says what to do. */
export function FaultsPanel({ state, send }: ChaosProps): VNode {
  const faults = Object.values(state.snapshot.faults)
    .toSorted((one, other) => other.startedAtMs - one.startedAtMs);
  return (
    <Panel
      id="faults"
      title="Faults at work"
      note={faults.length === 0 ? "" : String(faults.length)}
      command={<Command text="netops chaos status" copied={state.copied} send={send} />}
    >
      {faults.length === 0
        ? <p class="empty">No fault is at work.</p>
        : (
          <table class="cards" role="table">
            <caption class="sr-only">Faults at work, newest first</caption>
            <thead role="rowgroup">
              <tr role="row">
                {["State", "Fault", "Targets", "Since", "Ends in", "Hits", "Owner"].map((name) => (
                  <th
                    key={name}
                    role="columnheader"
                    scope="col"
                    class={name === "Hits" ? "num" : ""}
                  >
                    {name}
                  </th>
                ))}
                {state.canAct
                  ? (
                    <th role="columnheader" scope="col">
                      <span class="sr-only">Actions</span>
                    </th>
                  )
                  : null}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {faults.map((fault) => (
                <FaultRow key={fault.id} fault={fault} state={state} send={send} />
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  );
}

function FaultRow({ fault, state, send }: ChaosProps & { readonly fault: FaultView }): VNode {
  const { id, targets, startedAtMs, hits, experimentId } = fault;
  const nowMs = state.snapshot.atMs;
  return (
    <tr role="row">
      <td role="cell" class="card-first">
        <StatusMark verdict={faultVerdict(fault)} />
      </td>
      <th role="rowheader" scope="row" class="card-title">
        <FaultName fault={fault} />
        {fault.state === "undo-failed" ? <Left fault={fault} state={state} send={send} /> : null}
      </th>
      <td role="cell" data-label="Targets" class="break">{plainText(targetsWords(targets))}</td>
      <td role="cell" data-label="Since">
        {formatAge(nowMs - startedAtMs)}
        <span class="soft">{formatClock(startedAtMs)}</span>
      </td>
      <td role="cell" data-label="Ends in">
        <strong>{endsInWords(fault, nowMs)}</strong>
      </td>
      <td role="cell" data-label="Hits" class="num">{hits ?? "–"}</td>
      <td role="cell" data-label="Owner">
        <Owner id={experimentId} />
      </td>
      {state.canAct
        ? (
          <td role="cell" class="card-act">
            <button
              type="button"
              aria-label={`Stop fault ${id}`}
              disabled={state.chaosBusy !== undefined}
              onClick={() => send({ type: "act", action: { verb: "stop-fault", fault: id } })}
            >
              Stop
            </button>
          </td>
        )
        : null}
    </tr>
  );
}

/** What a fault is: its kind, its id, its parameters, and the traces it touched. */
export function FaultName({ fault }: { readonly fault: FaultView }): VNode {
  const parameters = parameterWords(fault.parameters);
  return (
    <>
      <strong class="kind-name">{plainText(fault.kind)}</strong>
      <span class="soft break">
        <span class="id">{fault.id}</span>
        {parameters === "" ? null : ` · ${plainText(parameters)}`}
        {" · "}
        <a href={faultTracesUrl(fault.id)} data-nav aria-label={`Traces of ${fault.id}`}>Traces</a>
      </span>
    </>
  );
}

/** Who renews a fault. */
export function Owner({ id }: { readonly id: string | undefined }): VNode {
  return id === undefined
    ? <span class="none">guardian</span>
    : <a class="id" href={runUrl(id)} data-nav>{plainText(id)}</a>;
}

function Left({ fault, state, send }: ChaosProps & { readonly fault: FaultView }): VNode {
  const left = fault.left ?? [];
  return (
    <span class="left" role="alert">
      <strong>Something of it is still there.</strong>
      {left.slice(0, 5).map(({ what, where, fix }) => (
        <span key={where + what} class="left-part">
          {plainText(what)} at <code>{plainText(where)}</code>. To mend it:{" "}
          <Command text={plainText(fix)} copied={state.copied} send={send} />
        </span>
      ))}
      {left.length > 5 ? <span class="left-part">And {left.length - 5} more.</span> : null}
    </span>
  );
}
