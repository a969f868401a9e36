/** @jsxImportSource preact */
import type { VNode } from "preact";
import { AppsPanel } from "./apps_panel.tsx";
import { Banner } from "./banner.tsx";
import { ChaosBar } from "./chaos/chaos_bar.tsx";
import { ChaosPanels } from "./chaos/chaos_panels.tsx";
import { ConfirmDialog, HelpDialog } from "./dialogs.tsx";
import { EventsPanel, RecentEvents } from "./events_panel.tsx";
import { formatClock } from "./format.ts";
import { GroundPanel } from "./ground_panel.tsx";
import { healthOf, type Verdict } from "./health.ts";
import { LogsPanel } from "./logs_panel.tsx";
import { MetricsPanels } from "./metrics_panel.tsx";
import type { LinkStatus, PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { RoutesPanels } from "./routes_panel.tsx";
import { StatusMark } from "./status_mark.tsx";
import { Summary } from "./summary.tsx";
import { TraceListPanel } from "./trace_list.tsx";
import { TracePanels } from "./trace_panel.tsx";
import { TrafficPanel } from "./traffic_panel.tsx";
import { OPS_TABS, tabTitle, tabUrl } from "./view_url.ts";

interface PageProps {
  readonly state: PageState;
  readonly send: Send;
  readonly parts: PageParts;
}

/** Views that are loaded apart, as far as they are there. */
export interface PageParts {
  readonly deploys?: ViewApart;
  readonly loads?: ViewApart;
}

/** Draws a view that is loaded apart. */
export type ViewApart = (props: { readonly state: PageState; readonly send: Send }) => VNode;

/** The views that are loaded apart. */
export const VIEWS_APART = ["deploys", "loads"] as const;

const LINK_VERDICTS: Readonly<Record<LinkStatus, Verdict>> = {
  static: { tone: "off", word: "Still" },
  live: { tone: "ok", word: "Live" },
  lost: { tone: "bad", word: "Cut off" },
};

/** The whole page: the same function draws it on the server first and in the browser after that. */
export function Page({ state, send, parts }: PageProps): VNode {
  const isOld = state.link === "lost" || state.snapshot.head.fleet.error !== undefined;
  return (
    <>
      <a class="skip" href="#main">Skip to content</a>
      <Head state={state} send={send} />
      <ChaosBar state={state} send={send} />
      <main id="main" tabIndex={-1} class={isOld ? "old" : ""}>
        <Banner state={state} />
        <TabContent state={state} send={send} parts={parts} />
      </main>
      <Foot state={state} />
      <div class="notices" role="status">
        {state.notice === undefined ? null : (
          <p class={`notice edge-${state.notice.tone}`}>
            {state.notice.text}
            <button
              type="button"
              class="quiet"
              onClick={() => send({ type: "notice", notice: undefined })}
            >
              Dismiss
            </button>
          </p>
        )}
      </div>
      <HelpDialog state={state} send={send} />
      <ConfirmDialog state={state} send={send} />
    </>
  );
}

function TabContent({ state, send, parts }: PageProps): VNode {
  switch (state.view.tab) {
    case "traces":
      return state.view.trace === ""
        ? <TraceListPanel state={state} send={send} />
        : <TracePanels state={state} send={send} />;
    case "metrics":
      return <MetricsPanels state={state} send={send} />;
    case "events":
      return <EventsPanel state={state} send={send} />;
    case "logs":
      return <LogsPanel state={state} send={send} />;
    case "routes":
      return <RoutesPanels state={state} send={send} />;
    case "deploys":
    case "loads": {
      const { tab } = state.view;
      const Apart = parts[tab];
      return Apart === undefined
        ? <p class="empty" role="status">Reading {tab}…</p>
        : <Apart state={state} send={send} />;
    }
    case "chaos":
      return <ChaosPanels state={state} send={send} />;
    case "overview":
      return (
        <>
          <Summary state={state} send={send} />
          <div class="columns">
            <div class="stack">
              <AppsPanel state={state} send={send} />
              <GroundPanel state={state} send={send} />
            </div>
            <div class="stack">
              <TrafficPanel state={state} send={send} />
              <RecentEvents state={state} send={send} />
            </div>
          </div>
        </>
      );
  }
}

function Head({ state, send }: Omit<PageProps, "parts">): VNode {
  const { watch } = state.snapshot.head.urls;
  return (
    <header class="bar">
      <h1>
        netops <span>operations</span>
      </h1>
      <nav aria-label="Views">
        <ul>
          {OPS_TABS.map((tab) => (
            <li key={tab}>
              <a
                href={tabUrl(state.view, tab)}
                data-nav
                {...(tab === state.view.tab ? { "aria-current": "page" as const } : {})}
              >
                {tabTitle(tab)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="bar-end">
        {watch === undefined ? null : <a href={watch}>Watch</a>}
        <span class="link-state">
          <StatusMark verdict={LINK_VERDICTS[state.link]} />
          <time>{formatClock(state.snapshot.atMs)}</time>
        </span>
        <button
          type="button"
          class="js-only"
          aria-label="Keys and help"
          onClick={() => send({ type: "help", isOpen: true })}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function Foot({ state }: { readonly state: PageState }): VNode {
  const { head } = state.snapshot;
  return (
    <footer class="page-foot">
      <dl>
        <div>
          <dt>Gateway</dt>
          <dd>
            <a href={head.urls.gateway}>{head.urls.gateway}</a>
          </dd>
        </div>
        <div>
          <dt>Registry</dt>
          <dd>
            <a href={`${head.registry.url}/eureka/apps`}>{head.registry.url}</a>
          </dd>
        </div>
        <div>
          <dt>Run</dt>
          <dd class="id">{head.runId}</dd>
        </div>
        <div>
          <dt>Profile</dt>
          <dd>{head.profile}</dd>
        </div>
      </dl>
    </footer>
  );
}

/** The title of the browser's tab: what is wrong can be read without opening it. */
export function pageTitle(state: PageState): string {
  const word = state.link === "lost" ? "Cut off" : healthOf(state.snapshot).word;
  return `${word} · ${tabTitle(state.view.tab)} · netops`;
}
