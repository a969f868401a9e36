/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { TraceView } from "../telemetry/data_answer.ts";
import { EventTable } from "./events_panel.tsx";
import { formatClockMs, formatMs } from "./format.ts";
import { LogLines } from "./log_lines.tsx";
import { NoData } from "./no_data.tsx";
import { shownData } from "./page_data.ts";
import type { Send } from "./page_message.ts";
import type { PageState } from "./page_state.ts";
import { Command, Panel } from "./panel.tsx";
import { plainText } from "./plain_text.ts";
import { shellWord } from "./shell_word.ts";
import { SpanDetail } from "./span_detail.tsx";
import { StatusMark } from "./status_mark.tsx";
import { errorsText } from "./trace_list.tsx";
import { ofTraceUrl, tracesUrl } from "./view_url.ts";
import { type Waterfall, waterfallOf } from "./waterfall.ts";
import { WaterfallChart } from "./waterfall_chart.tsx";

interface TraceProps {
  readonly state: PageState;
  readonly send: Send;
}

/** One trace: its waterfall, the span that is chosen, its log lines and its events. */
export function TracePanels({ state, send }: TraceProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "trace" });
  const command = (
    <Command
      text={`netops trace ${shellWord(state.view.trace)}`}
      copied={state.copied}
      send={send}
    />
  );
  if (answer === undefined || !answer.ok) {
    return (
      <Panel id="trace" title="Trace" command={command}>
        <BackLink />
        {answer?.why === "unknown"
          ? <Unknown id={state.view.trace} />
          : <NoData answer={answer} what="trace" />}
      </Panel>
    );
  }
  const trace = answer.value;
  const waterfall = waterfallOf(trace.spans);
  const chosen = waterfall.rows.find((row) => row.span.spanId === state.view.span) ??
    waterfall.rows[0];
  return (
    <div class="trace-columns">
      <Panel id="trace" title={rootName(waterfall)} command={command}>
        <BackLink />
        <TraceFacts trace={trace} waterfall={waterfall} />
        <WaterfallChart waterfall={waterfall} traceId={trace.traceId} chosen={chosen} />
      </Panel>
      {chosen === undefined ? null : <SpanDetail row={chosen} />}
      <TraceLines trace={trace} />
      <TraceEvents trace={trace} />
    </div>
  );
}

function BackLink(): VNode {
  return (
    <p class="back">
      <a href={tracesUrl()} data-nav>All traces</a>
    </p>
  );
}

function Unknown({ id }: { readonly id: string }): VNode {
  return (
    <div class="empty prose" role="status">
      <p>
        <strong>No span of this trace is known:</strong> <code>{plainText(id)}</code>
      </p>
      <p>
        Its spans may come in a moment; this page looks again every 5 s. Or it is not kept: of the
        traces without a failure, a fault or a long duration one in ten stays, the rest goes 10
        minutes after its last span. Or nobody ever sent one under this id.
      </p>
      <p>
        <a href={ofTraceUrl("logs", id)} data-nav>Search its log lines</a>
      </p>
    </div>
  );
}

function rootName({ rows }: Waterfall): string {
  const root = rows[0]?.span;
  return root === undefined ? "Trace" : plainText(`${root.service}: ${root.name}`);
}

function TraceFacts(
  { trace, waterfall }: { readonly trace: TraceView; readonly waterfall: Waterfall },
): VNode {
  const { errors, services } = waterfall;
  return (
    <dl class="trace-facts">
      <Fact name="Began">{formatClockMs(waterfall.startMs)}</Fact>
      <Fact name="Duration">{formatMs(waterfall.durationMs)}</Fact>
      <Fact name="Spans">
        {String(trace.spans.length)}
        {trace.droppedSpans > 0 ? ` (${trace.droppedSpans} more were not kept)` : ""}
      </Fact>
      <Fact name="Services">{String(services.length)}</Fact>
      <Fact name="Errors">
        {errors === 0 ? "none" : <StatusMark verdict={{ tone: "bad", word: errorsText(errors) }} />}
      </Fact>
      <Fact name="Trace id">
        <span class="id">{trace.traceId}</span>
      </Fact>
    </dl>
  );
}

function Fact(
  props: { readonly name: string; readonly children: VNode | string | string[] },
): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function TraceLines({ trace }: { readonly trace: TraceView }): VNode {
  const { lines } = trace.lines;
  return (
    <Panel
      id="trace-lines"
      class="wide"
      title="Log lines of this trace"
      note={lines.length === 0 ? "" : String(lines.length)}
    >
      {trace.missing === undefined
        ? null
        : <p class="warning" role="alert">Lines and events could not be read: {trace.missing}</p>}
      {lines.length === 0
        ? (
          <p class="empty">
            None. A service's lines are found here when it prints <code>traceId</code> as a field.
          </p>
        )
        : (
          <>
            <LogLines lines={lines} />
            <p class="foot">
              <a href={ofTraceUrl("logs", trace.traceId)} data-nav>Open in Logs</a>
            </p>
          </>
        )}
    </Panel>
  );
}

function TraceEvents({ trace }: { readonly trace: TraceView }): VNode {
  return (
    <Panel
      id="trace-events"
      class="wide"
      title="Events of this trace"
      note={trace.events.length === 0 ? "" : String(trace.events.length)}
    >
      {trace.events.length === 0
        ? <p class="empty">No event of the time line names this trace.</p>
        : <EventTable events={trace.events} label="Events of this trace" />}
      <p class="foot">
        <a href={ofTraceUrl("events", trace.traceId)} data-nav>Look in the newest events</a>
      </p>
    </Panel>
  );
}
