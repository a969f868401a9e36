/** @jsxImportSource preact */
import type { TimelineEvent } from "@netops/core/contracts";
import type { VNode } from "preact";
import { EventRibbon } from "./event_ribbon.tsx";
import { formatClock, formatData } from "./format.ts";
import { isFailure } from "./health.ts";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { StatusShape } from "./status_mark.tsx";
import { tabUrl } from "./view_url.ts";

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
  const command = kind === "" ? "netops events -f" : `netops events -f --kind ${kind}`;
  return (
    <Panel
      id="events"
      title="Events"
      note={`${shown.length} of the newest ${all.length}`}
      command={<Command text={command} copied={state.copied} send={send} />}
    >
      <form class="filters" method="get" action="/ops" data-filters>
        <input type="hidden" name="tab" value="events" />
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
            placeholder="subject, actor, data"
          />
        </label>
        <button class="no-js" type="submit">Apply</button>
      </form>
      <EventRibbon events={shown} atMs={state.snapshot.atMs} />
      <EventTable events={shown} label="Events, newest first" />
    </Panel>
  );
}

function EventTable(
  props: { readonly events: readonly TimelineEvent[]; readonly label: string },
): VNode {
  if (props.events.length === 0) return <p class="empty">No events.</p>;
  return (
    <ol class="events" aria-label={props.label}>
      {props.events.map((event) => (
        <li key={event.seq}>
          <time>{formatClock(event.tsMs)}</time>
          <span class="kind">
            {isFailure(event)
              ? <StatusShape tone="bad" />
              : <span class="dot" aria-hidden="true">·</span>}
            {event.kind}
          </span>
          <span class="subject">{event.subject}</span>
          <span class="data">{formatData(event.data)}</span>
          <span class="actor">{event.actor}</span>
        </li>
      ))}
    </ol>
  );
}

function eventsOf(state: PageState): TimelineEvent[] {
  return Object.values(state.snapshot.events).sort((left, right) => right.seq - left.seq);
}

/** Events of a kind (or below it: `process` holds `process.exit`) that hold the text. */
export function filterEvents(
  events: readonly TimelineEvent[],
  by: { readonly kind: string; readonly filter: string },
): TimelineEvent[] {
  const words = by.filter.toLowerCase();
  return events.filter((event) =>
    (by.kind === "" || event.kind === by.kind || event.kind.startsWith(`${by.kind}.`)) &&
    `${event.kind} ${event.subject} ${event.actor} ${formatData(event.data)}`.toLowerCase()
      .includes(words)
  );
}

function kindsOf(events: readonly TimelineEvent[], chosen: string): string[] {
  const kinds = events.map((event) => event.kind);
  return [...new Set(chosen === "" ? kinds : [...kinds, chosen])].sort();
}
