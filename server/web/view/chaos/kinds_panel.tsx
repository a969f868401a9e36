/** @jsxImportSource preact */
import type { FaultKindView } from "@netops/core/contracts";
import type { VNode } from "preact";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { chaosUrl } from "../view_url.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { InjectPanel } from "./inject_panel.tsx";
import { paramWords } from "./param_fields.ts";

/** Every kind of fault in words; a chosen one with the form that injects it. */
export function KindPanels({ state, send }: ChaosProps): VNode {
  const { view } = state;
  const { answer } = shownData(state.data, view, { kind: "kinds" });
  const kinds = answer?.ok === true ? answer.value : undefined;
  const chosen = kinds?.find(({ kind }) => kind === view.kind);
  const shown = filterKinds(kinds ?? [], view.filter);
  return (
    <>
      {chosen === undefined
        ? null
        : <InjectPanel key={chosen.kind} kind={chosen} state={state} send={send} />}
      <Panel
        id="kinds"
        title="Kinds of faults"
        note={kinds === undefined ? "" : `${shown.length} of ${kinds.length}`}
        command={<Command text="netops chaos list" copied={state.copied} send={send} />}
      >
        <form class="filters" method="get" action="/ops" data-filters>
          <input type="hidden" name="tab" value="chaos" />
          <input type="hidden" name="part" value="kinds" />
          {view.kind === "" ? null : <input type="hidden" name="kind" value={view.kind} />}
          <label class="grow">
            Filter
            <input
              name="q"
              type="search"
              value={view.filter}
              placeholder="kind, what it does, parameter"
            />
          </label>
          <button class="no-js" type="submit">Apply</button>
        </form>
        {kinds === undefined
          ? <NoData answer={answer} what="kinds" who="The guardian" />
          : shown.length === 0
          ? <p class="empty">No kind fits.</p>
          : <KindTable kinds={shown} chosen={view.kind} />}
      </Panel>
    </>
  );
}

function KindTable(
  { kinds, chosen }: { readonly kinds: readonly FaultKindView[]; readonly chosen: string },
): VNode {
  return (
    <table class="cards" role="table">
      <caption class="sr-only">Kinds of faults</caption>
      <thead role="rowgroup">
        <tr role="row">
          {["Kind", "What it does", "Unless said otherwise", "Works on"].map((name) => (
            <th key={name} role="columnheader" scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {kinds.map((kind) => (
          <tr
            role="row"
            key={kind.kind}
            class="card-row"
            {...(kind.kind === chosen ? { "aria-current": "true" as const } : {})}
          >
            <th role="rowheader" scope="row" class="card-title">
              <a class="stretch" href={chaosUrl("kinds", kind.kind)} data-nav>{kind.kind}</a>
            </th>
            <td role="cell" data-label="What it does">{plainText(kind.summary)}</td>
            <td role="cell" data-label="Usually">
              {paramWords(kind) || <span class="none">–</span>}
            </td>
            <td role="cell" data-label="Works on">
              {kind.appliesTo === "any" ? "any service" : "processes of netops"}
              {kind.os.length === 1 ? <span class="soft">{kind.os[0]} only</span> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Kinds that hold the text in their name, their summary or a parameter. */
export function filterKinds(
  kinds: readonly FaultKindView[],
  filter: string,
): readonly FaultKindView[] {
  const words = filter.trim().toLowerCase();
  if (words === "") return kinds;
  return kinds.filter((kind) =>
    `${kind.kind} ${kind.summary} ${paramWords(kind)}`.toLowerCase().includes(words)
  );
}
