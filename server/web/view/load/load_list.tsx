/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { LoadRow } from "../../load/load_values.ts";
import type { DataAnswer, LoadsView } from "../../telemetry/data_answer.ts";
import { formatAge, formatClock } from "../format.ts";
import { NoData } from "../no_data.tsx";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import { type LoadProps, loadUrl } from "./load_props.ts";
import { loadVerdict, rateOr, shortName, timeOr } from "./load_words.ts";

/** Loads of this home, newest first. */
export function LoadList(
  { state, send, answer }: LoadProps & { readonly answer: DataAnswer<LoadsView> | undefined },
): VNode {
  const view = answer?.ok === true ? answer.value : undefined;
  return (
    <Panel
      id="loads"
      title="Loads"
      note={view === undefined ? "" : noteOf(view)}
      command={<Command text="netops load list" copied={state.copied} send={send} />}
    >
      {view === undefined
        ? <NoData answer={answer} what="loads" who="The page" />
        : view.rows.length === 0
        ? (
          <div class="empty load-empty">
            <p>
              No load was run here yet. To put three viewers a second on the platform for a minute:
            </p>
            <Command
              text="netops load run hotpath --rate 3 --for 1m"
              copied={state.copied}
              send={send}
            />
          </div>
        )
        : <LoadTable rows={view.rows} nowMs={state.snapshot.atMs} />}
    </Panel>
  );
}

function noteOf({ rows, total }: LoadsView): string {
  return total > rows.length ? `the newest ${rows.length} of ${total}` : "newest first";
}

const COLUMNS = ["Verdict", "Load", "Engine", "SPS", "Startup p95", "Why", "Began"];
const NUMBERS: ReadonlySet<string> = new Set(["SPS", "Startup p95"]);

function LoadTable(
  { rows, nowMs }: { readonly rows: readonly LoadRow[]; readonly nowMs: number },
): VNode {
  return (
    <table class="cards" role="table">
      <caption class="sr-only">Loads, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((name) => (
            <th
              key={name}
              role="columnheader"
              scope="col"
              class={NUMBERS.has(name) ? "num" : ""}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <LoadLine key={row.id} row={row} nowMs={nowMs} />)}
      </tbody>
    </table>
  );
}

function LoadLine({ row, nowMs }: { readonly row: LoadRow; readonly nowMs: number }): VNode {
  const { id, name, engine, shape, unit, reason, rate, startupP95Ms, startedAtMs } = row;
  return (
    <tr role="row" class="card-row">
      <td role="cell" class="card-first">
        <StatusMark verdict={loadVerdict(row)} />
      </td>
      <th role="rowheader" scope="row" class="card-title">
        <a class="stretch" href={loadUrl(id)} data-nav>{plainText(`${id}, ${shortName(name)}`)}</a>
        <span class="soft">{shape}</span>
      </th>
      <td role="cell" data-label="Engine">{plainText(engine)}</td>
      <td role="cell" data-label={unit === "sessions" ? "SPS" : "Iterations/s"} class="num">
        {rateOr(rate)}
      </td>
      <td role="cell" data-label="Startup p95" class="num">{timeOr(startupP95Ms)}</td>
      <td role="cell" data-label="Why" class="break">{plainText(reason ?? "–")}</td>
      <td role="cell" data-label="Began">
        {formatAge(nowMs - startedAtMs)} ago
        <span class="soft">{formatClock(startedAtMs)}</span>
      </td>
    </tr>
  );
}
