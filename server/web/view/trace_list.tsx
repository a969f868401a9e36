/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { TraceList, TraceRow } from "../telemetry/data_answer.ts";
import { formatClockMs, formatMs } from "./format.ts";
import { NoData } from "./no_data.tsx";
import { shownData } from "./page_data.ts";
import type { Send } from "./page_message.ts";
import type { PageState } from "./page_state.ts";
import { Command, Panel } from "./panel.tsx";
import { plainText } from "./plain_text.ts";
import { shellWord } from "./shell_word.ts";
import { StatusMark } from "./status_mark.tsx";
import { StillButton, TimeChoice } from "./time_choice.tsx";
import { type OpsView, tracesUrl, traceUrl } from "./view_url.ts";

interface TracesProps {
  readonly state: PageState;
  readonly send: Send;
}

const CHOICES: Readonly<Record<OpsView["only"], string>> = {
  "": "newest first",
  slow: "slowest first",
  failed: "only failed",
};

/** The list of traces: newest, slowest or failed, of one service or all. */
export function TraceListPanel({ state, send }: TracesProps): VNode {
  const { view } = state;
  const { answer, isFresh } = shownData(state.data, view, { kind: "traces" });
  const list = answer?.ok === true ? answer.value : undefined;
  const command = "netops trace find" +
    (view.app === "" ? "" : ` --service ${shellWord(view.app)}`) +
    (view.only === "failed" ? " --failed" : "") +
    (view.fault === "" ? "" : ` --fault ${shellWord(view.fault)}`);
  return (
    <Panel
      id="traces"
      title="Traces"
      note={list === undefined ? "" : noteOf(list)}
      command={<Command text={command} copied={state.copied} send={send} />}
    >
      <TraceFilters state={state} send={send} />
      {view.fault === "" ? null : (
        <p class="foot">
          Only traces that the fault <code>{plainText(view.fault)}</code> touched.{" "}
          <a href={tracesUrl(view.app, view.only)} data-nav>Show all traces</a>
        </p>
      )}
      {list === undefined
        ? <NoData answer={answer} what="traces" />
        : list.traces.length === 0
        ? <p class="empty">{emptyText(view)}</p>
        : <TraceTable traces={list.traces} isBusy={!isFresh} />}
    </Panel>
  );
}

function TraceFilters({ state, send }: TracesProps): VNode {
  const { view } = state;
  const apps = Object.keys(state.snapshot.apps);
  const names = [...new Set(view.app === "" ? apps : [...apps, view.app])].sort();
  return (
    <form class="filters" method="get" action="/ops" data-filters>
      <input type="hidden" name="tab" value="traces" />
      {view.fault === "" ? null : <input type="hidden" name="fault" value={view.fault} />}
      <label>
        Show
        <select name="only" value={view.only}>
          {(Object.keys(CHOICES) as OpsView["only"][]).map((only) => (
            <option key={only} value={only} selected={only === view.only}>{CHOICES[only]}</option>
          ))}
        </select>
      </label>
      <label>
        Service
        <select name="app" value={view.app}>
          <option value="" selected={view.app === ""}>all services</option>
          {names.map((app) => (
            <option key={app} value={app} selected={app === view.app}>{app}</option>
          ))}
        </select>
      </label>
      <TimeChoice range={view.range} />
      <label class="grow">
        Filter
        <input
          name="q"
          type="search"
          value={view.filter}
          placeholder="operation, service or beginning of a trace id"
        />
      </label>
      <button class="no-js" type="submit">Apply</button>
      <StillButton state={state} send={send} />
    </form>
  );
}

function TraceTable(
  { traces, isBusy }: { readonly traces: readonly TraceRow[]; readonly isBusy: boolean },
): VNode {
  const longestMs = Math.max(...traces.map((trace) => trace.durationMs));
  return (
    <table class="traces" role="table" aria-busy={isBusy}>
      <caption class="sr-only">Traces</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Time</th>
          <th role="columnheader" scope="col">Root operation</th>
          <th role="columnheader" scope="col">Service</th>
          <th role="columnheader" scope="col" class="num">Duration</th>
          <th role="columnheader" scope="col" class="num">Spans</th>
          <th role="columnheader" scope="col">Error</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {traces.map((trace) => (
          <TraceLine
            key={trace.traceId}
            trace={trace}
            longestMs={longestMs}
          />
        ))}
      </tbody>
    </table>
  );
}

function TraceLine(
  { trace, longestMs }: { readonly trace: TraceRow; readonly longestMs: number },
): VNode {
  const share = longestMs > 0 ? (trace.durationMs / longestMs) * 100 : 0;
  return (
    <tr role="row" class="trace-row">
      <td role="cell" class="soft">
        <time>{formatClockMs(trace.startMs)}</time>
      </td>
      <th role="rowheader" scope="row">
        <a class="stretch" href={traceUrl(trace.traceId)} data-nav>{plainText(trace.name)}</a>
      </th>
      <td role="cell" class="service">
        {plainText(trace.service)}
        {trace.services.length > 1 ? <span class="soft">+{trace.services.length - 1}</span> : null}
      </td>
      <td role="cell" class="num duration">
        <svg class="share" aria-hidden="true" focusable="false">
          <rect width="100%" height="100%" class="share-base" />
          <rect width={`${share.toFixed(2)}%`} height="100%" class="share-bar" />
        </svg>
        <span class="duration-text">{formatMs(trace.durationMs)}</span>
      </td>
      <td role="cell" class="num">
        {trace.spans}
        <span class="narrow-only">{trace.spans === 1 ? " span" : " spans"}</span>
      </td>
      <td role="cell" class="trace-error">
        {trace.errors > 0
          ? <StatusMark verdict={{ tone: "bad", word: errorsText(trace.errors) }} />
          : <span class="none">–</span>}
        {trace.faults.length > 0 ? <StatusMark verdict={{ tone: "warn", word: "fault" }} /> : null}
      </td>
    </tr>
  );
}

/** Counts errors in words. */
export function errorsText(errors: number): string {
  return errors === 1 ? "1 error" : `${errors} errors`;
}

function noteOf(list: TraceList): string {
  return list.isCut
    ? `${list.traces.length} of the newest ${list.looked}`
    : `${list.traces.length} of ${list.looked}`;
}

function emptyText(view: OpsView): string {
  if (view.fault !== "") return "No trace that is kept was touched by this fault.";
  if (view.only === "failed") return "No trace that failed fits. That may be good news.";
  const hasFilter = view.app !== "" || view.filter !== "" || view.range !== "";
  return hasFilter
    ? "No trace fits."
    : "No trace is kept yet. Send a request through the gateway, or: netops play.";
}
