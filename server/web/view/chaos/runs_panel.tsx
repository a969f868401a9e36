/** @jsxImportSource preact */
import type { RunRow } from "@netops/core/contracts";
import type { VNode } from "preact";
import { formatAge, formatClock } from "../format.ts";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import { runUrl } from "../view_url.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { runReason, runVerdict, tookWords } from "./chaos_words.ts";

/** Runs of experiments, newest first: what each came to, when it was and how long it took. */
export function RunsPanel({ state, send }: ChaosProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "chaos" });
  const lists = answer?.ok === true ? answer.value : undefined;
  return (
    <Panel
      id="runs"
      title="Runs of experiments"
      note={lists === undefined || lists.runsTotal === 0
        ? ""
        : lists.runs.length === lists.runsTotal
        ? String(lists.runsTotal)
        : `the newest ${lists.runs.length} of ${lists.runsTotal}`}
      command={<Command text="netops chaos history" copied={state.copied} send={send} />}
    >
      {lists === undefined
        ? <NoData answer={answer} what="runs" who="The guardian" />
        : lists.runs.length === 0
        ? (
          <p class="empty">
            No experiment was run here. Try one of the ready ones:{" "}
            <code>netops chaos gallery</code>.
          </p>
        )
        : <RunTable runs={lists.runs} nowMs={state.snapshot.atMs} />}
    </Panel>
  );
}

function RunTable(
  { runs, nowMs }: { readonly runs: readonly RunRow[]; readonly nowMs: number },
): VNode {
  return (
    <table class="cards" role="table">
      <caption class="sr-only">Runs of experiments, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          {["Verdict", "Experiment", "Why", "Began", "Took"].map((name) => (
            <th key={name} role="columnheader" scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run) => (
          <tr role="row" key={run.id} class="card-row">
            <td role="cell" class="card-first">
              <StatusMark verdict={runVerdict(run)} />
            </td>
            <th role="rowheader" scope="row" class="card-title">
              <a class="stretch" href={runUrl(run.id)} data-nav>{plainText(run.title)}</a>
              <span class="soft id">{run.id}</span>
            </th>
            <td role="cell" data-label="Why" class="break">
              {runReason(run)}
              {run.undone === false ? <strong>Something was left.</strong> : null}
            </td>
            <td role="cell" data-label="Began">
              {run.startedAtMs === undefined ? "–" : (
                <>
                  {formatAge(nowMs - run.startedAtMs)} ago
                  <span class="soft">{formatClock(run.startedAtMs)}</span>
                </>
              )}
            </td>
            <td role="cell" data-label="Took">{tookWords(run, nowMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
