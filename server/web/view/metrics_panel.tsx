/** @jsxImportSource preact */
import type { VNode } from "preact";
import { ChartFigure } from "./chart_figure.tsx";
import { chartsOf } from "./needed_data.ts";
import type { Send } from "./page_message.ts";
import type { PageState } from "./page_state.ts";
import { Command, Panel } from "./panel.tsx";
import { READY_QUERIES } from "./ready_queries.ts";
import { shellWord } from "./shell_word.ts";
import { StillButton } from "./time_choice.tsx";
import { MOST_QUERY_CHARS, type OpsView, queryUrl, rangeMs } from "./view_url.ts";

interface MetricsProps {
  readonly state: PageState;
  readonly send: Send;
}

/** Ranges to choose from, with their words. */
const RANGES: readonly (readonly [OpsView["range"], string])[] = [
  ["5m", "5 min"],
  ["15m", "15 min"],
  ["1h", "1 h"],
  ["24h", "24 h"],
];

/** Series over time: a board of ready queries, or one query as it was typed. */
export function MetricsPanels({ state, send }: MetricsProps): VNode {
  const { query } = state.view;
  return (
    <>
      <QueryPanel state={state} send={send} />
      <div class={query === "" ? "board" : "board-one"}>
        {chartsOf(state.view).map((one) => (
          <ChartFigure key={one} query={one} isLarge={query !== ""} state={state} send={send} />
        ))}
      </div>
    </>
  );
}

function QueryPanel({ state, send }: MetricsProps): VNode {
  const { view } = state;
  const { metrics } = state.snapshot.head.urls;
  const isBoard = view.query === "" || metrics === undefined;
  const command = isBoard ? "netops top" : curlOf(metrics, view.query);
  return (
    <Panel
      id="metrics"
      title="Metrics"
      note={view.query === "" ? "ready queries" : "one query"}
      command={<Command text={command} copied={state.copied} send={send} />}
    >
      <QueryForm state={state} send={send} />
      <ReadyList view={view} />
    </Panel>
  );
}

function QueryForm({ state, send }: MetricsProps): VNode {
  const { view } = state;
  return (
    <form class="filters" method="get" action="/ops" data-run>
      <input type="hidden" name="tab" value="metrics" />
      <input type="hidden" name="range" value={view.range} />
      <label class="grow">
        PromQL
        <input
          class="promql"
          name="query"
          type="search"
          autocomplete="off"
          spellcheck={false}
          maxLength={MOST_QUERY_CHARS}
          value={state.draft ?? view.query}
          placeholder="sum by (app) (rate(http_server_request_duration_seconds_count[30s]))"
          onInput={(event) => send({ type: "draft", text: event.currentTarget.value })}
        />
      </label>
      <button type="submit" class="strong">Run</button>
      <div class="choice" role="group" aria-label="Time range">
        {RANGES.map(([range, words]) => (
          <a
            key={range}
            href={queryUrl(view.query, range)}
            data-nav
            data-stay
            {...(isRange(view.range, range) ? { "aria-current": "true" as const } : {})}
          >
            {words}
          </a>
        ))}
      </div>
      <StillButton state={state} send={send} />
    </form>
  );
}

function ReadyList({ view }: { readonly view: OpsView }): VNode {
  return (
    <nav class="ready" aria-label="Ready queries">
      <ul>
        <li>
          <a
            href={queryUrl("", view.range)}
            data-nav
            {...(view.query === "" ? { "aria-current": "true" as const } : {})}
          >
            All on one board
          </a>
        </li>
        {READY_QUERIES.map(({ title, query }) => (
          <li key={query}>
            <a
              href={queryUrl(query, view.range)}
              data-nav
              {...(view.query === query ? { "aria-current": "true" as const } : {})}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isRange(chosen: OpsView["range"], range: OpsView["range"]): boolean {
  return (rangeMs(chosen) ?? rangeMs("5m")) === rangeMs(range);
}

function curlOf(url: string, query: string): string {
  return `curl -G ${url}/api/v1/query --data-urlencode ${shellWord(`query=${query}`)}`;
}
