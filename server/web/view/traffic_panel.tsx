/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { TrafficRow } from "../traffic_window.ts";
import { formatMs, formatRate, formatRatio } from "./format.ts";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { SparkLine } from "./spark_line.tsx";
import { sparkMarks, SparkRibbon } from "./spark_ribbon.tsx";
import { tracesUrl } from "./view_url.ts";

/** Errors above this share are marked. */
const ERROR_MARK_RATIO = 0.01;

/** Calls per application as the gateways see them: numbers, with the last minute drawn beside. */
export function TrafficPanel(
  { state, send }: { readonly state: PageState; readonly send: Send },
): VNode {
  const rows = Object.values(state.snapshot.traffic);
  const events = Object.values(state.snapshot.events);
  const failures = sparkMarks(events, state.snapshot.atMs).filter((mark) => mark.failed > 0)
    .map((mark) => mark.at);
  return (
    <Panel
      id="traffic"
      title="Traffic"
      command={<Command text="netops ps --wide" copied={state.copied} send={send} />}
    >
      {rows.length === 0 ? <p class="empty">{emptyText(state)}</p> : (
        <table class="numbers">
          <caption class="sr-only">Calls per application, averaged over 5 seconds</caption>
          <thead>
            <tr>
              <th scope="col">Application</th>
              <th scope="col" class="num">Calls/s</th>
              <th scope="col" class="num">Errors</th>
              <th scope="col" class="num">p95</th>
              <th scope="col" class="spark-col">
                Last 60 s
                <SparkRibbon events={events} atMs={state.snapshot.atMs} />
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => <TrafficLine key={row.app} row={row} failures={failures} />)}
          </tbody>
        </table>
      )}
      <p class="foot">{sourceText(state)}</p>
    </Panel>
  );
}

function TrafficLine(
  { row, failures }: { readonly row: TrafficRow; readonly failures: readonly number[] },
): VNode {
  const isBad = (row.errorRatio ?? 0) > ERROR_MARK_RATIO;
  return (
    <tr>
      <th scope="row">
        <a href={tracesUrl(row.app)} data-nav title={`Traces of ${row.app}`}>{row.app}</a>
      </th>
      <td class="num">{formatRate(row.callsPerS)}</td>
      <td class={`num ${isBad ? "bad" : ""}`}>
        {row.errorRatio === undefined ? <None /> : formatRatio(row.errorRatio)}
      </td>
      <td class="num">
        {row.p95Ms === undefined
          ? <None />
          : `${row.p95AtLeast === true ? "≥ " : ""}${formatMs(row.p95Ms)}`}
      </td>
      <td class="spark-col">
        <SparkLine values={row.history} marks={failures} />
      </td>
    </tr>
  );
}

function None(): VNode {
  return <span class="none" title="No calls">–</span>;
}

function emptyText(state: PageState): string {
  return state.link === "static"
    ? "Rates need two looks: they show once the page is live, or when you reload it."
    : "No call has gone through the gateways yet.";
}

function sourceText(state: PageState): string {
  const gateways = Object.values(state.snapshot.gateways);
  if (gateways.length === 0) return "No gateway to read.";
  const read = gateways.filter((gateway) => gateway.error === undefined).length;
  const missed = read === gateways.length
    ? ""
    : " The others did not answer, so these are too low.";
  return `Read from ${read} of ${gateways.length} gateways, averaged over 5 s. ` +
    `Every attempt counts, retries too.${missed}`;
}
