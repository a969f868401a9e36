/** @jsxImportSource preact */
import type { TimelineEvent } from "@netops/core/contracts";
import type { VNode } from "preact";
import { EventRibbon } from "./event_ribbon.tsx";
import { eventWords } from "./event_words.ts";
import { formatClock, formatData } from "./format.ts";
import { isFailure } from "./health.ts";
import { TraceLink } from "./log_lines.tsx";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { plainText } from "./plain_text.ts";
import { shellWord } from "./shell_word.ts";
import { StatusShape } from "./status_mark.tsx";
import { deployUrl, type OpsView, tabUrl, traceUrl } from "./view_url.ts";

interface EventsProps {
  readonly state: PageState;
  readonly send: Send;
}

const RECENT = 10;

/** The last few events, for the overview. */
export function RecentEvents({ state, send }: EventsProps): VNode {
  const events = eventsOf(state);
  return (
    <Panel
      id="recent"
      title="Events"
      command={<Command text="netops events -f" copied={state.copied} send={send} />}
    >
      <EventRibbon events={events} atMs={state.snapshot.atMs} />
      <EventTable events={events.slice(0, RECENT)} label="The latest events" />
      {events.length > RECENT
        ? (
          <p class="foot">
            <a href={tabUrl(state.view, "events")} data-nav>All {events.length} events</a>
          </p>
        )
        : null}
    </Panel>
  );
}

/** The whole list with its filters. */
export function EventsPanel({ state, send }: EventsProps): VNode {
  const all = eventsOf(state);
  const shown = filterEvents(all, state.view);
  const kind = state.view.kind;
  const command = kind === "" ? "netops events -f" : `netops events -f --kind ${shellWord(kind)}`;
  return (
    <Panel
      id="events"
      title="Events"
      note={`${shown.length} of the newest ${all.length}`}
      command={<Command text={command} copied={state.copied} send={send} />}
    >
      <form class="filters" method="get" action="/ops" data-filters>
        <input type="hidden" name="tab" value="events" />
        {state.view.trace === ""
          ? null
          : <input type="hidden" name="trace" value={state.view.trace} />}
        <label>
          Kind
          <select name="kind" value={kind}>
            <option value="" selected={kind === ""}>all kinds</option>
            {kindsOf(all, kind).map((one) => (
              <option key={one} value={one} selected={one === kind}>{one}</option>
            ))}
          </select>
        </label>
        <label class="grow">
          Filter
          <input
            name="q"
            type="search"
            value={state.view.filter}
            placeholder="subject, actor, words, data"
          />
        </label>
        <button class="no-js" type="submit">Apply</button>
      </form>
      {state.view.trace === "" ? null : (
        <p class="foot">
          Only events of trace{" "}
          <a class="id" href={traceUrl(state.view.trace)} data-nav>{state.view.trace}</a>, among the
          newest {all.length}. <a href={tabUrl(state.view, "events")} data-nav>Show all events</a>
        </p>
      )}
      <EventRibbon events={shown} atMs={state.snapshot.atMs} />
      <EventTable events={shown} label="Events, newest first" />
    </Panel>
  );
}

/** A list of events: when, what, who, in words, by whom, and the trace that brought it. */
export function EventTable(
  props: { readonly events: readonly ShownEvent[]; readonly label: string },
): VNode {
  if (props.events.length === 0) return <p class="empty">No events.</p>;
  return (
    <ol class="events" aria-label={props.label}>
      {props.events.map((event) => (
        <li key={`${event.runId ?? ""}${event.seq}`}>
          <time>{formatClock(event.tsMs)}</time>
          <span class="kind">
            {isFailure(event)
              ? <StatusShape tone="bad" />
              : <span class="dot" aria-hidden="true">·</span>}
            {plainText(event.kind)}
          </span>
          <span class="subject">{plainText(event.subject)}</span>
          <span class="data">
            {eventWords(event)}
            {event.traceId === undefined ? null : <TraceLink traceId={event.traceId} />}
            <DeployLink event={event} />
          </span>
          <span class="actor">{plainText(event.actor)}</span>
        </li>
      ))}
    </ol>
  );
}

function DeployLink({ event: { kind, data } }: { readonly event: ShownEvent }): VNode | null {
  const id = data["execution"];
  if (!kind.startsWith("deploy.") || typeof id !== "string") return null;
  return (
    <>
      {" "}
      <a href={deployUrl(id)} data-nav aria-label={`Deploy ${id}`}>deploy</a>
    </>
  );
}

type ShownEvent = TimelineEvent & { readonly runId?: string };

function eventsOf(state: PageState): TimelineEvent[] {
  return Object.values(state.snapshot.events).sort((left, right) => right.seq - left.seq);
}

/** Events of a kind (or below it: `process` holds `process.exit`) and trace that hold the text. */
export function filterEvents(
  events: readonly TimelineEvent[],
  by: Pick<OpsView, "kind" | "filter"> & Partial<Pick<OpsView, "trace">>,
): TimelineEvent[] {
  const trace = (by.trace ?? "").toLowerCase();
  const words = by.filter.toLowerCase();
  return events.filter((event) =>
    (by.kind === "" || event.kind === by.kind || event.kind.startsWith(`${by.kind}.`)) &&
    (trace === "" || event.traceId?.toLowerCase() === trace) &&
    textOf(event).toLowerCase().includes(words)
  );
}

/** Both as it reads and as it is, so that `code=137` and "code 137" find it. */
function textOf(event: TimelineEvent): string {
  const { kind, subject, actor, data } = event;
  return `${kind} ${subject} ${actor} ${formatData(data)} ${eventWords(event)}`;
}

function kindsOf(events: readonly TimelineEvent[], chosen: string): string[] {
  const kinds = events.map((event) => event.kind);
  return [...new Set(chosen === "" ? kinds : [...kinds, chosen])].sort();
}
