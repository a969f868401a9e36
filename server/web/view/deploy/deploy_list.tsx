/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { DeployRow } from "../../deploy/deploy_values.ts";
import { formatAge, formatClock } from "../format.ts";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import { deployUrl } from "../view_url.ts";
import type { DeployProps } from "./deploy_props.ts";
import { countWords, standingVerdict } from "./deploy_words.ts";

/** Deploys that go on, then the newest of those that are over. */
export function DeployList({ state, send }: DeployProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "deploys" });
  const lists = answer?.ok === true ? answer.value : undefined;
  const rows = lists === undefined ? [] : [...lists.running, ...lists.recent];
  return (
    <Panel
      id="deploys"
      title="Deploys"
      note={lists === undefined
        ? ""
        : `${lists.running.length} running, ${lists.recent.length} before (the newest 20 are shown)`}
      command={<Command text="netops deploy history" copied={state.copied} send={send} />}
    >
      {lists === undefined
        ? <NoData answer={answer} what="deploys" who="The conductor" />
        : rows.length === 0
        ? (
          <p class="empty">
            Nothing was shipped here. To ship what is in a folder:{" "}
            <code>netops deploy run APP</code>.
          </p>
        )
        : <DeployTable rows={rows} nowMs={state.snapshot.atMs} />}
    </Panel>
  );
}

const COLUMNS = ["Verdict", "Deploy", "From and to", "Why", "Began", "Took", "Dropped"];

function DeployTable(
  { rows, nowMs }: { readonly rows: readonly DeployRow[]; readonly nowMs: number },
): VNode {
  return (
    <table class="cards" role="table">
      <caption class="sr-only">Deploys, those that run first, then the newest</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((name) => (
            <th
              key={name}
              role="columnheader"
              scope="col"
              class={name === "Dropped" ? "num" : ""}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <DeployLine key={row.id} row={row} nowMs={nowMs} />)}
      </tbody>
    </table>
  );
}

function DeployLine(
  { row, nowMs }: { readonly row: DeployRow; readonly nowMs: number },
): VNode {
  const { id, app, how, by, from, to, standing, status, createdAtMs, endedAtMs, dropped } = row;
  const beganAtMs = row.startedAtMs ?? createdAtMs;
  return (
    <tr role="row" class="card-row">
      <td role="cell" class="card-first">
        <StatusMark verdict={standingVerdict(standing, status)} />
      </td>
      <th role="rowheader" scope="row" class="card-title">
        <a class="stretch" href={deployUrl(id)} data-nav>{plainText(`${app}, ${how}`)}</a>
        <span class="soft">{id} by {plainText(by)}</span>
      </th>
      <td role="cell" data-label="From and to" class="break">
        {from === undefined && to === undefined
          ? "–"
          : `${plainText(from ?? "nothing")} → ${plainText(to ?? "?")}`}
      </td>
      <td role="cell" data-label="Why" class="break">
        {plainText(row.waits ?? row.reason ?? "–")}
      </td>
      <td role="cell" data-label="Began">
        {formatAge(nowMs - beganAtMs)} ago
        <span class="soft">{formatClock(beganAtMs)}</span>
      </td>
      <td role="cell" data-label="Took">{formatAge((endedAtMs ?? nowMs) - beganAtMs)}</td>
      <td role="cell" data-label="Dropped" class={dropped > 0 ? "num bad" : "num"}>
        {countWords(dropped)}
      </td>
    </tr>
  );
}
